import { type Context, Hono } from "hono";
import type { Env } from "../account.ts";
import { tableNamed } from "../tables/index.ts";
import { valueLists } from "../tables/value-lists.ts";
import { answer } from "../wire/answer.ts";
import { definitionNamed, recordDefinitions } from "./definitions/index.ts";
import { columnOf, type Property, type RecordDefinition } from "./record-definition.ts";

/** `/metadata-catalog`: the list of record types, and per type a JSON Schema or an OpenAPI document. */
export function metadataRoutes() {
  return new Hono<Env>()
    .get("/", (c) => {
      const select = c.req.query("select");
      const chosen =
        select === undefined
          ? recordDefinitions
          : select.split(",").map((name) => definitionNamed(name.trim()));
      if (wants(c, "swagger+json")) return send(c, "swagger+json", openApi(chosen));
      return answer(c, "collection", {
        links: [],
        items: chosen.map((definition) => catalogItem(definition, addressOf(c))),
      });
    })
    .get("/:type", (c) => {
      const definition = definitionNamed(c.req.param("type"));
      if (wants(c, "swagger+json")) return send(c, "swagger+json", openApi([definition]));
      if (wants(c, "schema+json")) return send(c, "schema+json", schemaOf(definition));
      return answer(c, "singular", catalogItem(definition, addressOf(c)));
    });
}

const wants = (c: Context, type: string) => (c.req.header("accept") ?? "").includes(`application/${type}`);
const addressOf = (c: Context) => `${new URL(c.req.url).origin}/services/rest/record/v1/metadata-catalog`;

const send = (c: Context, type: string, body: unknown) =>
  c.body(JSON.stringify(body), 200, { "Content-Type": `application/${type}` });

function catalogItem({ name }: RecordDefinition, address: string) {
  const href = `${address}/${name.toLowerCase()}`;
  return {
    name,
    links: [
      { rel: "canonical", href, mediaType: "application/schema+json" },
      { rel: "alternate", href, mediaType: "application/swagger+json" },
      { rel: "alternate", href, mediaType: "application/schema+json" },
      { rel: "describes", href: href.replace("/metadata-catalog", "") },
    ],
  };
}

function openApi(definitions: RecordDefinition[]) {
  return {
    openapi: "3.0.1",
    info: { title: "NetSuite REST Record API", version: "v1" },
    paths: Object.fromEntries(
      definitions.flatMap(({ name }) => [
        [`/${name}`, {}],
        [`/${name}/{id}`, {}],
      ]),
    ),
    components: {
      schemas: Object.fromEntries(definitions.map((definition) => [definition.name, schemaOf(definition)])),
    },
  };
}

function schemaOf(definition: RecordDefinition) {
  const properties = Object.entries(definition.properties).map(([name, property]) => [
    name,
    propertySchema(definition, name, property),
  ]);
  const derived = Object.entries(definition.derived).map(([name, type]) => [
    name,
    { title: titleOf(name), type, readOnly: true },
  ]);
  const sublists = Object.keys(definition.sublists).map((name) => [
    name,
    { title: titleOf(name), type: "object" },
  ]);
  return {
    type: "object",
    title: titleOf(definition.name),
    properties: Object.fromEntries([...properties, ...derived, ...sublists]),
    required: definition.required,
    "x-ns-filterable": Object.keys(definition.properties),
  };
}

/** Labels that do not follow from the property's name. */
const titles: Record<string, string> = {
  id: "Internal ID",
  tranId: "Number",
  tranDate: "Date",
  entityId: "ID",
  projectedEndDate: "Estimated End Date",
  endDate: "Actual End Date",
  otherRefNum: "Reference Number",
};

const titleOf = (name: string): string =>
  titles[name] ?? name.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^./, (letter) => letter.toUpperCase());

function propertySchema(definition: RecordDefinition, name: string, property: Property) {
  const column = columnOf(definition, property);
  const shared = {
    title: titleOf(name),
    nullable: name !== "id",
    ...(property.isReadOnly ? { readOnly: true } : {}),
  };
  if (column.list) {
    const values = Object.keys(valueLists[column.list] ?? {});
    return {
      ...shared,
      type: "object",
      properties: { id: { type: "string", enum: values }, refName: { type: "string" } },
    };
  }
  if (column.refersTo) {
    const target = tableNamed(column.refersTo) && column.refersTo;
    return {
      ...shared,
      type: "object",
      properties: { id: { type: "string" }, refName: { type: "string" } },
      "x-ns-reference": target,
    };
  }
  switch (column.type) {
    case "boolean":
      return { ...shared, type: "boolean" };
    case "number":
      return property.show ? { ...shared, type: "string" } : { ...shared, type: "number", format: "double" };
    case "date":
      return { ...shared, type: "string", format: "date" };
    case "datetime":
      return { ...shared, type: "string", format: "date-time" };
    default:
      return { ...shared, type: "string" };
  }
}
