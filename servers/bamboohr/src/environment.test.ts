import { expect, test } from "vitest";
import { bambooHrFrom } from "./environment.ts";

const complete = {
  BAMBOOHR_BASE_URL: "https://halden.bamboohr.com",
  BAMBOOHR_SUBDOMAIN: "halden",
  BAMBOOHR_API_KEY: "k3y",
  BAMBOOHR_POLICY_ENFORCED: "true",
};
const caller = { id: "1", email: "ann@example.com", roles: [] };
const forMany = (env: Record<string, string | undefined>) => bambooHrFrom(env, false);

test("a complete environment gives an account behind one key", async () => {
  expect((await forMany(complete))(caller).identity).toBe("service");
});

test.each(["BAMBOOHR_BASE_URL", "BAMBOOHR_SUBDOMAIN", "BAMBOOHR_API_KEY"])(
  "names %s where it is missing",
  async (name) => {
    await expect(forMany({ ...complete, [name]: undefined })).rejects.toThrow(`${name} is missing`);
  },
);

test.each([undefined, "false", "yes"])(
  "one key for several people is refused in one sentence unless the policy is confirmed (%s)",
  async (value) => {
    const env = { ...complete, BAMBOOHR_POLICY_ENFORCED: value };
    await expect(forMany(env)).rejects.toThrow(/^one API key .*BAMBOOHR_POLICY_ENFORCED[^.]*$/);
    expect((await bambooHrFrom(env, true))(caller).identity).toBe("service");
  },
);

test.each([
  ["BAMBOOHR_IDENTITY", "both"],
  ["BAMBOOHR_CONCURRENCY", "many"],
  ["BAMBOOHR_TODAY", "soon"],
  ["BAMBOOHR_FIELD_CLASSES", "customShift"],
  ["BAMBOOHR_FIELD_CLASSES", "customShift=C9"],
])("names %s where it is wrong, without the key", async (name, value) => {
  const error = await forMany({ ...complete, [name]: value }).catch((caught) => caught);
  expect(error.message).toContain(name);
  expect(error.message).not.toContain("k3y");
});

test("policy comes from the environment alone, and opens nothing by default", async () => {
  expect((await forMany(complete))(caller).policy).toEqual({
    hrRoles: [],
    managersSeePay: false,
    fieldClasses: {},
  });
  const env = {
    ...complete,
    BAMBOOHR_HR_ROLES: "hr, people",
    BAMBOOHR_MANAGERS_SEE_PAY: "true",
    BAMBOOHR_FIELD_CLASSES: "customShift=directory, customCertifications.customExpires=work",
  };
  expect((await forMany(env))(caller).policy).toEqual({
    hrRoles: ["hr", "people"],
    managersSeePay: true,
    fieldClasses: { customShift: "directory", "customCertifications.customExpires": "work" },
  });
});

test("a person's own identity needs their refresh token, and no word about policy", async () => {
  const person = {
    ...complete,
    BAMBOOHR_POLICY_ENFORCED: undefined,
    BAMBOOHR_IDENTITY: "person",
    BAMBOOHR_CLIENT_ID: "client",
    GATEHOUSE_STANDALONE_EMAIL: "ann@example.com",
  };
  await expect(forMany(person)).rejects.toThrow("BAMBOOHR_REFRESH_TOKEN is missing");
  const api = (await forMany({ ...person, BAMBOOHR_REFRESH_TOKEN: "r" }))(caller);
  expect(api.identity).toBe("person");
});

test("behind a gateway that holds the credentials, the server needs none, and a shared key still its policy", async () => {
  const { BAMBOOHR_API_KEY: _, BAMBOOHR_POLICY_ENFORCED: __, ...bare } = complete;
  const env = { ...bare, GATEHOUSE_URL: "https://gatehouse.example", BAMBOOHR_IDENTITY: "gateway" };
  expect((await forMany(env))(caller).identity).toBe("person");
  const shared = { ...env, BAMBOOHR_IDENTITY: "gateway-service" };
  await expect(forMany(shared)).rejects.toThrow("BAMBOOHR_POLICY_ENFORCED");
  expect((await forMany({ ...shared, BAMBOOHR_POLICY_ENFORCED: "true" }))(caller).identity).toBe("service");
});
