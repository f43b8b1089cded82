import { expect, test } from "vitest";
import { readersIn } from "./inheritance.ts";

const members = { siteGroup: { id: "5", displayName: "Members" } };
const visitors = { siteGroup: { id: "4", displayName: "Visitors" } };
const above = { driveId: "b!x", id: "01A", path: "/drives/b!x/root:" };
const linkMade = { id: "L", link: { scope: "organization" }, roles: ["read"] };

test("readers are those of the grants from above, whatever is said of where they come from", () => {
  const grants = [
    { grantedToV2: members, inheritedFrom: above },
    { grantedToV2: visitors, inheritedFrom: {} },
  ];
  expect(readersIn(grants)).toEqual(new Set(["siteGroup 5", "siteGroup 4"]));
});

test("a link lets more people in and keeps nobody out", () => {
  expect(readersIn([{ grantedToV2: members, inheritedFrom: above }, linkMade])?.size).toBe(1);
});

test.each([
  ["a grant of its own", [{ grantedToV2: members, inheritedFrom: above }, { grantedToV2: visitors }]],
  ["a grant without a known source", [{ grantedToV2: members, inheritedFrom: null }]],
  ["nothing at all", []],
  ["nothing but a link", [linkMade]],
  ["somebody without an id", [{ grantedToV2: { user: { displayName: "A" } }, inheritedFrom: above }]],
  ["an identity of an unknown kind", [{ grantedToV2: { robot: { id: "1" } }, inheritedFrom: above }]],
])("%s makes no readers that could be compared", (_, permissions) => {
  expect(readersIn(permissions)).toBeUndefined();
});
