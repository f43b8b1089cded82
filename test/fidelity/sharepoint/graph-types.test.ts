import { expect, test } from "vitest";
import { draft7, problemsOf } from "../schema-check.ts";
import { graphRoute } from "./graph-route.ts";
import { closedTypes, type Definitions } from "./graph-types.ts";

const one = (type: string) => ({ allOf: [{ $ref: `#/definitions/${type}` }], "x-navigation": true });
const many = (type: string) => ({
  type: "array",
  items: { $ref: `#/definitions/${type}` },
  "x-navigation": true,
});
const definitions: Definitions = {
  entity: { type: "object", properties: { id: { type: "string" } } },
  site: {
    allOf: [
      { $ref: "#/definitions/entity" },
      { type: "object", properties: { drives: many("drive"), lists: many("list") } },
    ],
  },
  drive: {
    allOf: [
      { $ref: "#/definitions/entity" },
      { type: "object", properties: { root: one("driveItem"), items: many("driveItem") } },
    ],
  },
  list: { allOf: [{ $ref: "#/definitions/entity" }, { type: "object", properties: { fields: one("bag") } }] },
  driveItem: {
    allOf: [
      { $ref: "#/definitions/entity" },
      {
        type: "object",
        properties: {
          size: { type: "integer" },
          state: { type: "string", "x-enum": ["on", "off"] },
          children: many("driveItem"),
        },
      },
    ],
  },
  bag: { type: "object", properties: {}, "x-openType": true },
};
const ajv = draft7();
ajv.addSchema({ $id: "graph", definitions: closedTypes(definitions, { driveItem: ["seen"] }) });
const check = (type: string) => problemsOf(ajv.compile({ $ref: `graph#/definitions/${type}` }));

test("A type holds what it inherits, what was seen on the wire, and annotations", () => {
  const item = { id: "1", size: 2, seen: true, "@odata.etag": "x", "size@odata.type": "y" };
  expect(check("driveItem")(item)).toEqual([]);
});

test.each([
  [{ id: 1 }, "/id: must be string"],
  [{ size: "2" }, "/size: must be integer"],
  [{ invented: 1 }, "/: unknown key invented"],
  [{ state: "half" }, "/state: must be equal to one of the allowed values"],
  [{ children: [{ invented: 1 }] }, "/children/*: unknown key invented"],
])("%j is refused as a driveItem", (body, problem) => {
  expect(check("driveItem")(body)).toEqual([problem]);
});

test("An open type takes any key", () => {
  expect(check("bag")({ anything: 1 })).toEqual([]);
});

test.each([
  ["sites/halden,1,2/drives", "sites/{id}/drives", { type: "drive", isMany: true }],
  ["sites/host:/sites/a", "sites/{id}:{path}", { type: "site", isMany: false }],
  ["drives/b!x/root", "drives/{id}/root", { type: "driveItem", isMany: false }],
  ["drives/b!x/root:/a/b.pdf", "drives/{id}/root:{path}", { type: "driveItem", isMany: false }],
  [
    "drives/b!x/root:/a/b:/children",
    "drives/{id}/root:{path}:/children",
    { type: "driveItem", isMany: true },
  ],
  ["drives/b!x/items/01/children", "drives/{id}/items/{id}/children", { type: "driveItem", isMany: true }],
  ["drives/b!x/root/search(q='a')", "drives/{id}/root/search", { type: "driveItem", isMany: true }],
  ["drives/b!x/items/01/content", "drives/{id}/items/{id}/content", undefined],
  ["drives/b!x/items/01/invented", "drives/{id}/items/{id}/invented", undefined],
])("%s is the route %s", (path, pattern, target) => {
  expect(graphRoute(definitions, path)).toEqual({ pattern, target });
});
