import { expect, test } from "vitest";
import { accessIn } from "./grants.ts";

const login = "i:0#.f|membership|x@company.example";

test("the mail address in a login is told as the e-mail and nowhere else", () => {
  const [access] = accessIn({ roles: ["read"], grantedToV2: { siteUser: { id: "14", loginName: login } } });
  expect(access).toMatchObject({
    who: "unknown",
    email: "x@company.example",
    via: "direct",
    isExternal: false,
  });
});

test("a person goes by their name", () => {
  const siteUser = { displayName: "Ann Lee", email: "ann@company.example", loginName: login };
  const [access] = accessIn({ roles: ["write", "read"], grantedToV2: { siteUser } });
  expect(access).toMatchObject({ who: "Ann Lee", email: "ann@company.example", role: "write" });
});

test("a guest is from outside the company", () => {
  const user = { displayName: "Guest", userPrincipalName: "g_other.example#EXT#@company.example" };
  expect(accessIn({ roles: ["read"], grantedToV2: { user } })[0]?.isExternal).toBe(true);
});
