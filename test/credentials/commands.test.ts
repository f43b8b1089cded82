import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signedIn } from "./signed-in.ts";
import { AMARA, openVendorWorld, TOMAS, type VendorWorld } from "./world.ts";

/** What IT types about connections and the vault, run as programs against a gateway that goes on serving. */
let world: VendorWorld;
beforeAll(async () => {
  world = await openVendorWorld();
  for (const [email, name] of [
    [AMARA, "Amara Osei"],
    [TOMAS, "Tomás Rivera"],
  ] as const) {
    const person = await signedIn(world.url, email);
    await person.press("Connect NetSuite");
    await person.press(name);
  }
});
afterAll(() => world?.stop());

const main = path.resolve(import.meta.dirname, "../../gateway/dist/main.js");

async function gatehouse(args: string[], env: Record<string, string> = {}) {
  const options = { env: { PATH: process.env.PATH ?? "", ...world.env, ...env } };
  const run = promisify(execFile)(process.execPath, [main, ...args, "--config", world.configFile], options);
  const { stdout, stderr, code = 0 } = await run.catch((error) => error);
  return { text: `${stdout}${stderr}`, code };
}

test("connections are listed without what opens them, and one is ended at the vendor too", async () => {
  const listed = await gatehouse(["connections", "list"]);
  expect(listed.code).toBe(0);
  expect(listed.text).toMatch(
    /amara\.osei@halden\.example +netsuite +amara\.osei@halden\.example +connected +\d{4}-/,
  );
  expect(listed.text).toMatch(/tomas\.rivera@halden\.example +sign-in:demo/);
  const { text } = await gatehouse(["connections", "disconnect", "--person", AMARA, "--system", "netsuite"]);
  expect(text).toContain("amara.osei@halden.example at netsuite: ended, and the vendor was told");
  expect(text).toContain("ended 1 connections");
  expect(world.netsuite.wire.asked.some(({ path: asked }) => asked.endsWith("/revoke"))).toBe(true);
});

test("the vault is rotated while it is in use, and says what each key still opens", async () => {
  await world.save((config) => {
    const { keys } = config.vault as { keys: object[] };
    keys.unshift({ id: "second", key: { env: "SECOND_KEY" } });
  });
  const env = { SECOND_KEY: randomBytes(32).toString("base64") };
  expect((await gatehouse(["vault", "status"], env)).text).toContain("first  3 connections, due");
  const { text, code } = await gatehouse(["vault", "rotate"], env);
  expect(code).toBe(0);
  expect(text).toContain("3 of 3");
  expect(text).toContain("3 connections are now under second");
});
