import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { channelsSchema } from "./config.ts";
import { channelSettings, checkChannels, checkChannelsInProduction } from "./settings.ts";

const slack = { botToken: { env: "BOT" }, signingSecret: { env: "SIGNING" } };
const email = { host: "mail.company.example", from: "gatehouse@company.example" };

/** What is wrong with these channels, by place; the environment holds whatever is asked for. */
function mistakes(given: unknown, folder = "/") {
  const found: string[] = [];
  const wrong = (where: readonly PropertyKey[], reason: string) =>
    void found.push(`${where.join(".")}: ${reason}`);
  const parsed = channelsSchema.safeParse(given);
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  const value = (of: unknown) => (typeof of === "object" ? "set" : String(of));
  const reading = { folder, value, valueThat: (_fault: unknown, of: unknown) => value(of), wrong };
  const settings = channelSettings(parsed.data, reading);
  checkChannels({ channels: parsed.data, systems: { netsuite: {} } }, wrong);
  checkChannelsInProduction(settings, wrong);
  return found;
}

/** What a guide says to write. */
const guided = (name: string) => {
  const text = readFileSync(path.join(import.meta.dirname, "../../guides", `${name}.md`), "utf8");
  return parse(/```yaml\n(.*?)```/s.exec(text)?.[1] ?? "").channels;
};

test("without channels, and with both as the guides write them, nothing is wrong", () => {
  expect(mistakes(undefined)).toEqual([]);
  expect(Object.keys(guided("email"))).toEqual(["email"]);
  expect(Object.keys(guided("slack"))).toEqual(["slack"]);
  expect(mistakes({ ...guided("email"), ...guided("slack") })).toEqual([]);
});

test("mail must be from one address, and nothing that begins another header", () => {
  for (const from of [
    "Gatehouse <a@b.example>",
    "a@b.example, c@d.example",
    "a@b.example\r\nBcc: c@d.example",
    "a",
  ])
    expect(mistakes({ email: { ...email, from } }).join()).toContain("one mail address");
});

test("a password or token in the file itself is refused", () => {
  expect(mistakes({ email: { ...email, user: "u", password: "p" } }).join()).toContain("outside this file");
  expect(mistakes({ slack: { ...slack, botToken: "xoxb-1" } }).join()).toContain("outside this file");
});

test("user and password belong together", () => {
  expect(mistakes({ email: { ...email, user: "u" } }).join()).toContain("belong together");
});

test("nothing crosses the network in clear", () => {
  expect(mistakes({ email: { ...email, tls: "none" } }).join()).toContain("in clear");
  expect(mistakes({ email: { ...email, host: "127.0.0.1", tls: "none" } })).toEqual([]);
  expect(mistakes({ slack: { ...slack, apiOrigin: "http://slack.example" } }).join()).toContain(
    "must be https",
  );
  expect(mistakes({ slack: { ...slack, apiOrigin: "http://127.0.0.1:1" } }).join()).toContain("simulator");
});

test("a limit for a system that there is not, a negative one and an unknown setting are mistakes", () => {
  expect(mistakes({ slack: { ...slack, decideBelow: { netsiute: 1 } } }).join()).toContain(
    "no system is named netsiute",
  );
  expect(mistakes({ slack: { ...slack, decideBelow: { netsuite: -1 } } })).toHaveLength(1);
  expect(mistakes({ slack: { ...slack, decidesBelow: {} } })).toHaveLength(1);
});

test("a certificate file is read from beside the configuration, and one that is not there is named", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-ca-"));
  writeFileSync(path.join(folder, "ca.pem"), "PEM");
  expect(mistakes({ email: { ...email, caFile: "ca.pem" } }, folder)).toEqual([]);
  expect(mistakes({ email: { ...email, caFile: "other.pem" } }, folder)).toEqual([
    "channels.email.caFile: cannot be read (ENOENT)",
  ]);
  rmSync(folder, { recursive: true });
});
