import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { CatalogEntry, CatalogSystem } from "@gatehouse/tool";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Block, blocksOf } from "./add-a-server/blocks-of.ts";
import { type Checkout, createCheckout } from "./add-a-server/checkout.ts";
import { edited } from "./add-a-server/edited.ts";
import { freePort, openHouse } from "./support/house.ts";
import { callTool } from "./support/mcp.ts";

const root = path.resolve(import.meta.dirname, "..");
/** Written by hand for a whole server, blank lines apart. */
const LINES_MAX = 190;

let blocks: Block[];
let checkout: Checkout;

/** Does to a copy of this checkout what the blocks say, one after the other: a new file, an edit, or commands. */
beforeAll(async () => {
  blocks = blocksOf(
    await readFile(path.join(root, "servers/README.md"), "utf8"),
    "## A whole one: public holidays",
  );
  checkout = await createCheckout();
  for (const { language, file, lines } of blocks) {
    if (language === "sh") for (const line of lines) await obey(line);
    else if (file === undefined) throw new Error(`The line before "${lines[0]}" names no file.`);
    else if (language === "diff") await checkout.write(file, edited(await checkout.read(file), lines));
    else await checkout.write(file, `${lines.join("\n")}\n`);
  }
});

afterAll(() => checkout?.remove());

/** Commands run as they are, but for what would fetch tools, reach the registry or start a database. */
async function obey(line: string): Promise<void> {
  const [, tests] = /^CI= npm test -- (.+)$/.exec(line) ?? [];
  if (line.endsWith(" pnpm install")) await checkout.link();
  else if (tests) await vitest(tests.split(" "));
  else if (line === "npm run generate") await checkout.run(process.execPath, ["scripts/generate.ts"]);
  else await checkout.run("sh", ["-c", line]);
}

/** Runs tests of the copy, without the database that only others need, and gives the names of those that passed. */
async function vitest(args: readonly string[], env: Record<string, string> = {}): Promise<string[]> {
  const [config, result] = [".data/vitest.config.mjs", ".data/result.json"];
  const test = {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "json"],
    outputFile: { json: result },
  };
  await checkout.write(config, `export default ${JSON.stringify({ test })};`);
  const program = "node_modules/vitest/vitest.mjs";
  await checkout.run(process.execPath, [program, "run", "--config", config, ...args], env);
  const { testResults } = JSON.parse(await checkout.read(result)) as Result;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.filter(({ status }) => status === "passed").map(({ fullName }) => fullName);
}

type Result = { testResults: { assertionResults: { fullName: string; status: string }[] }[] };

test("a server is little to write", () => {
  const written = blocks.flatMap(({ lines }) => lines).filter((line) => line.trim() !== "");
  expect(written.length).toBeLessThanOrEqual(LINES_MAX);
});

test("what the page says to write is formatted and typed as everything else", async () => {
  const files = [
    "servers/holidays",
    "test/contract/holidays.ts",
    "test/contract/holidays.test.ts",
    "test/package.json",
  ];
  const [biome, tsc] = ["node_modules/@biomejs/biome/bin/biome", "node_modules/typescript/bin/tsc"];
  await checkout.run(process.execPath, [biome, "check", "--error-on-warnings", ...files]);
  const config = { extends: "../tsconfig.base.json", include: files.map((file) => `../${file}`) };
  await checkout.write(".data/tsconfig.json", JSON.stringify(config));
  await checkout.run(process.execPath, [tsc, "-p", ".data/tsconfig.json"]);
});

test("the new server passes the contract with the catalog it wrote, and all that is tidy", async () => {
  const names = "holidays|generated files|one place|SDK's server side";
  const passed = await vitest(["test/contract/holidays", "test/tidy.test.ts", "-t", names], { CI: "true" });
  const among = (part: string) => passed.filter((name) => name.includes(part)).length;
  expect(among("holidays catalog")).toBeGreaterThan(5);
  expect(among("holidays reads holidays_list_countries")).toBeGreaterThan(10);
  expect(among("holidays reads holidays_list_days")).toBeGreaterThan(10);
  expect(among("servers/holidays")).toBe(4);
  expect(among("generated files are current")).toBe(1);
  for (const file of ["ACCESS.md", "README.md", "servers/holidays/README.md"])
    expect(await checkout.read(file)).toMatch(/^\|.*holidays/m);
});

test("behind a gateway, somebody signed in gets its answer", async () => {
  const simulator = await start("servers/holidays/simulator/main.ts", { HOLIDAYS_SIMULATOR_PORT: "0" });
  const port = String(await freePort());
  const house = await openHouse({
    systems: { holidays: { catalog: await catalog(), url: `http://127.0.0.1:${port}` } },
  });
  onTestFinished(() => house.stop());
  await start("servers/holidays/src/main.ts", {
    HOLIDAYS_BASE_URL: simulator,
    GATEHOUSE_URL: house.url,
    GATEHOUSE_CURSOR_KEY: Buffer.alloc(32, 7).toString("base64"),
    PORT: port,
  });
  const { access_token: token } = await house.tokensOf("tomas.rivera@halden.example");
  const days = { code: "DE", year: 2026 };
  const { body } = await callTool(`${house.url}/mcp`, token, "holidays_list_days", days);
  expect(body?.result.structuredContent.items).toContainEqual({
    date: "2026-11-01",
    name: "All Saints' Day",
    counties: ["DE-BY"],
  });
});

async function catalog() {
  const names = globSync("*.json", { cwd: path.join(checkout.folder, "servers/holidays/catalog") });
  const entry = async (name: string) => JSON.parse(await checkout.read(`servers/holidays/catalog/${name}`));
  const tools: CatalogEntry[] = await Promise.all(names.filter((name) => name !== "system.json").map(entry));
  return { system: (await entry("system.json")) as CatalogSystem, tools };
}

/** A program of the copy until the test has ended, and the address it says it listens at. */
async function start(file: string, env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [file], {
    cwd: checkout.folder,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const line = await Promise.race([once(child.stdout, "data"), ended.then(() => undefined)]);
  if (line === undefined) throw new Error(`${file} ended before it listened.`);
  return (JSON.parse(String(line[0])) as { listening: string }).listening;
}
