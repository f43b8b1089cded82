import { expect, test } from "vitest";
import type { Config } from "../config/config.ts";
import { egressSchema, thirdPartySchema } from "./config.ts";
import { thirdPartySettings } from "./settings.ts";

const SECRETS: Record<string, string> = { TOKEN: "abc", BROKEN: "a\nb", URL: "https://169.254.169.254/mcp" };

/** What becomes of one server, and what was said to be wrong. */
function settingsOf(
  thirdParty: object,
  egress: object,
  profile: "development" | "production" = "development",
) {
  const wrong: string[] = [];
  const parsed = thirdPartySchema.parse({ tools: { a: { phase: 1, risk: "read" } }, ...thirdParty });
  const system = { thirdParty: parsed, timeoutSeconds: 60, settleSeconds: 30, connections: 4 };
  const config = {
    profile,
    company: { name: "Halden", contact: "it@halden.example" },
    egress: egressSchema.parse(egress),
    systems: { vendor: system, own: { url: "http://127.0.0.1:1", catalog: "own" } },
  } as unknown as Config;
  const value = (of: unknown) =>
    typeof of === "object" ? (SECRETS[(of as { env: string }).env] ?? "") : String(of);
  const settings = thirdPartySettings(config, {
    value,
    valueThat(fault, of, ...where) {
      const said = fault(value(of));
      if (said !== undefined) wrong.push(`${where.join(".")}: ${said}`);
      return value(of);
    },
    wrong: (where, reason) => void wrong.push(`${where.join(".")}: ${reason}`),
  });
  return { settings, wrong };
}

const hosts = ["mcp.example.com"];
const url = "https://mcp.example.com/mcp";

test("a listed host over https is taken, and its secrets become headers", () => {
  const { settings, wrong } = settingsOf({ url, bearer: { env: "TOKEN" } }, { hosts });
  expect(wrong).toEqual([]);
  expect(settings.servers).toMatchObject([
    {
      id: "vendor",
      contact: "it@halden.example",
      timeoutMs: 60_000,
      headers: { authorization: "Bearer abc" },
    },
  ]);
});

test.each([
  [
    "a host that is not listed",
    { url: "https://other.example/mcp" },
    { hosts },
    "other.example:443 is not among the hosts",
  ],
  [
    "another port of a listed host",
    { url: "https://mcp.example.com:444/mcp" },
    { hosts },
    "mcp.example.com:444 is not",
  ],
  [
    "an inner address from the environment",
    { url: { env: "URL" } },
    { hosts: ["169.254.169.254"] },
    "is an inner address",
  ],
  [
    "this machine, where that is not allowed",
    { url: "http://127.0.0.1:3001/mcp" },
    { hosts: ["127.0.0.1:3001"] },
    "only https",
  ],
  [
    "a secret that no header can carry",
    { url, bearer: { env: "BROKEN" } },
    { hosts },
    "bearer: cannot be sent in a header",
  ],
])("%s is refused", (_, thirdParty, egress, reason) => {
  const { wrong } = settingsOf(thirdParty, egress);
  expect(wrong.join("\n")).toContain(reason);
  expect(wrong.join("\n")).not.toContain(SECRETS.BROKEN);
});

test("this machine may be reached in development alone", () => {
  const local = { url: "http://127.0.0.1:3001/mcp" };
  const egress = { hosts: ["127.0.0.1:3001"], allowLoopback: true };
  expect(settingsOf(local, egress).wrong).toEqual([]);
  const { settings, wrong } = settingsOf(local, egress, "production");
  expect(wrong[0]).toContain("egress.allowLoopback: is for development");
  expect(settings.egress.allowsLoopback).toBe(false);
});
