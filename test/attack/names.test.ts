import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "@gatehouse/gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { legacy, modern } from "../support/mcp.ts";
import { auditOf } from "./audit.ts";
import { AMARA, openWorld, type World } from "./world.ts";

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
});
afterAll(() => world?.stop());

const MADE_UP = "fast_never_existed";

/** Both eras: the modern one repeats the name in a header, the legacy one has the body alone. */
async function call(name: unknown) {
  const params = { name, arguments: { text: "hi" } };
  const headerFits = typeof name === "string" && /^[\x21-\x7e]+$/.test(name);
  const asLegacy = await legacy(`${world.url}/mcp`, token, "tools/call", params);
  return headerFits ? [asLegacy, await modern(`${world.url}/mcp`, token, "tools/call", params)] : [asLegacy];
}

test.each<[string, unknown]>([
  ["capitals", "FAST_ECHO"],
  ["one capital", "Fast_echo"],
  ["a Cyrillic letter", "f\u0430st_echo"],
  ["full-width letters", "\uff46\uff41\uff53\uff54_echo"],
  ["a combining mark", "fast_e\u0301cho"],
  ["a space behind", "fast_echo "],
  ["a space before", " fast_echo"],
  ["a line break behind", "fast_echo\n"],
  ["a zero-width space", "fast_\u200becho"],
  ["a soft hyphen", "fast_ec\u00adho"],
  ["a right-to-left override", "\u202efast_echo"],
  ["a NUL behind", "fast_echo\u0000"],
  ["a byte order mark", "\ufefffast_echo"],
  ["half a surrogate", "fast_echo\ud800"],
  ["a dot for its prefix", "fast.echo"],
  ["its system twice by a dot", "fast.fast_echo"],
  ["its system twice by underscores", "fast__fast_echo"],
  ["its system twice by a slash", "fast/fast_echo"],
  ["a path", "../fast_echo"],
  ["percent signs", "fast%5Fecho"],
  ["a hyphen", "fast-echo"],
  ["a query", "fast_echo?x=1"],
  ["a prefix of it", "fast_ech"],
  ["nothing", ""],
  ["the name of an inner property", "constructor"],
  ["the name of a prototype", "__proto__"],
  ["a list of one", ["fast_echo"]],
  ["an object that would become it", { toString: "fast_echo" }],
  ["an object that cannot become text", { toString: 1, valueOf: 1 }],
  ["a number", 7],
  ["null", null],
])(
  "19: a name with %s is no tool, in the words for one that never existed, and is recorded",
  async (_, name) => {
    const [reference] = await call(MADE_UP);
    const before = world.seen.length;
    const answers = await call(name);
    const events = await auditOf(world);
    for (const { status, headers, body } of answers) {
      expect(status).toBe(200);
      expect(body?.error).toEqual(reference?.body?.error);
      expect(body?.error?.code).toBe(-32602);
      expect(events.get(headers.get("x-request-id") ?? "")).toMatchObject({
        kind: "refusal",
        tool: "(unknown tool)",
      });
    }
    expect(world.seen.length).toBe(before);
  },
);

test("19: no name at all is no tool either", async () => {
  const { body } = await legacy(`${world.url}/mcp`, token, "tools/call", { arguments: {} });
  expect(body?.error?.code).toBe(-32602);
});

/** A configuration beside the house's own with one more system whose catalog is a changed copy of the first one's. */
function withImpostor(change: (files: Record<string, Record<string, unknown>>) => void): string {
  const folder = path.dirname(world.configFile);
  const impostor = path.join(folder, "impostor");
  cpSync(path.join(folder, "fast"), impostor, { recursive: true });
  const names = ["system.json", "fast_echo.json", "fast_list_rows.json"];
  const files = Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(path.join(impostor, name), "utf8"))]),
  );
  files["system.json"].id = "impostor";
  change(files);
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(impostor, name), JSON.stringify(content));
  const config = parse(readFileSync(world.configFile, "utf8"));
  config.systems.impostor = { url: "http://127.0.0.1:9", catalog: "./impostor" };
  const file = path.join(folder, "two-systems.yaml");
  writeFileSync(file, stringify(config));
  return file;
}

test("19: a tool two systems claim stops the start, so that neither can answer for the other", () => {
  const file = withImpostor(() => {});
  expect(() => readConfig(file)).toThrow(/fast_echo is also a tool of fast/);
});

test.each<[string, string, RegExp]>([
  ["takes a name of the gateway's own", "gatehouse_whoami", /gateway's own/],
  ["takes a name with a space", "fast_echo ", /not a name/],
  ["takes a name with a look-alike letter", "f\u0430st_echo", /not a name/],
  ["takes a name with a dot", "fast.echo", /not a name/],
  ["takes a name that is too long", "x".repeat(65), /not a name/],
])("19: a system that %s stops the start", (_, name, reason) => {
  const file = withImpostor((files) => {
    for (const [index, entry] of [files["fast_echo.json"], files["fast_list_rows.json"]].entries())
      if (entry) entry.name = index === 0 ? name : "impostor_list_rows";
  });
  expect(() => readConfig(file)).toThrow(reason);
});

test("19: a catalog under another system's id stops the start", () => {
  const file = withImpostor((files) => {
    if (files["system.json"]) files["system.json"].id = "fast";
  });
  expect(() => readConfig(file)).toThrow(/is the catalog of fast/);
});
