import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ASSERTION } from "@gatehouse/tool";
import { decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore how long a key counts after the next one signs
import { KEEP_SECONDS } from "../../gateway/src/authorization/keys/key-set.ts";
// @boundaries-ignore what `gatehouse keys rotate` does, with seconds before a new key signs
import { rotateFile } from "../../gateway/src/authorization/keys/rotate-keys.ts";
import { HeadlessBrowser, type Page } from "../support/headless-sign-in.ts";
import { type House, openHouse } from "../support/house.ts";
import { callTool } from "../support/mcp.ts";
import { type Desk, startDesk } from "./desk.ts";
import { authorizationUrl, newCode, REDIRECT_URI, redeem, refresh } from "./oauth.ts";
import { AMARA, openReplica } from "./world.ts";

/** The signing keys last: once the new one signs, so do the others. */
const KINDS = ["assertion", "cookies", "signing"] as const;
const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-rotation-"));
const fileOf = (kind: string) => path.join(folder, `${kind}.json`);

let desk: Desk;
let house: House;
beforeAll(async () => {
  for (const kind of KINDS) {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), kid: `first-${kind}`, alg: "ES256" };
    const text = kind === "cookies" ? randomBytes(32).toString("base64") : JSON.stringify(jwk);
    writeFileSync(fileOf(kind), text, { mode: 0o600 });
  }
  desk = await startDesk();
  const keys = {
    ...Object.fromEntries(KINDS.map((kind) => [kind, { file: fileOf(kind) }])),
    audit: { env: "GATEHOUSE_AUDIT_KEY" },
  };
  house = await openHouse({ systems: { desk: desk.house }, config: { keys } });
  desk.open(house.url);
});
afterAll(async () => {
  await house?.stop();
  await desk?.stop();
  rmSync(folder, { recursive: true });
});

const kidsAt = async (url: string, at: string) =>
  ((await (await fetch(url + at)).json()) as { keys: { kid: string; d?: string }[] }).keys.map(
    ({ kid }) => kid,
  );
const kidOf = (token = "") => decodeProtectedHeader(token).kid;
const read = (url: string, token = "") => callTool(`${url}/mcp`, token, "desk_read", { text: "x" });

/** Writes into the file that its newest key has signed for so long already. */
function ageNewKey(kind: string, seconds: number): void {
  const { keys } = JSON.parse(readFileSync(fileOf(kind), "utf8")) as { keys: Record<string, unknown>[] };
  const [newest, ...others] = keys;
  const aged = { ...newest, signsFrom: Math.floor(Date.now() / 1000) - seconds };
  writeFileSync(fileOf(kind), JSON.stringify({ keys: [aged, ...others] }));
}

/** Asks without a pause at both gateways until it is told to stop; returns every answer that was not as it should be. */
async function load(urls: readonly string[], isOver: () => boolean) {
  const faults: string[] = [];
  let answers = 0;
  const one = async (url: string) => {
    let tokens = (await redeem(url, await newCode({ url: house.url }, AMARA))).body;
    while (!isOver()) {
      const called = await read(url, tokens.access_token);
      if (called.status !== 200 || called.body?.result?.isError)
        faults.push(`call ${called.status} ${called.text}`);
      const renewed = await refresh(url, tokens.refresh_token);
      if (renewed.status !== 200) faults.push(`refresh ${renewed.status} ${JSON.stringify(renewed.body)}`);
      else tokens = renewed.body;
      answers += 2;
    }
  };
  const signIns = async () => {
    while (!isOver()) {
      const code = await newCode({ url: house.url }, AMARA).catch((error: Error) => error.message);
      const { status } = await redeem(house.url, code);
      if (status !== 200) faults.push(`sign-in ${status} ${code}`);
      answers += 1;
    }
  };
  await Promise.all([...urls.map(one), signIns()]);
  return { faults, answers };
}

test("43: keys are rotated under load at two gateways without a failed request, and the old ones are gone after the window", async () => {
  const replica = await openReplica(house);
  const urls = [house.url, replica.url];
  const before = (await redeem(house.url, await newCode(house, AMARA))).body;
  expect(kidOf(before.access_token)).toBe("first-signing");
  // A person in the middle of a sign-in, whose cookie the old key has signed.
  const browser = new HeadlessBrowser();
  const consent = (await browser.open(authorizationUrl(house), REDIRECT_URI)) as Page;

  let isOver = false;
  const loading = load(urls, () => isOver);
  const added = new Map<string, string>();
  for (const kind of KINDS)
    added.set(kind, (await rotateFile(kind, fileOf(kind), { inSeconds: 2 })).added.kid);
  const next = added.get("signing") ?? "";
  for (const url of urls) {
    await expect.poll(() => kidsAt(url, "/oauth/jwks"), { timeout: 1_500 }).toContain(next);
    await expect
      .poll(() => kidsAt(url, ASSERTION.keysPath), { timeout: 1_500 })
      .toContain(added.get("assertion"));
  }
  for (const url of urls) {
    const signing = async () => kidOf((await refresh(url, before.refresh_token)).body.access_token);
    await expect.poll(signing, { timeout: 5_000 }).toBe(next);
  }
  isOver = true;
  const { faults, answers } = await loading;
  expect(faults).toEqual([]);
  expect(answers).toBeGreaterThan(20);

  for (const url of urls) expect((await read(url, before.access_token)).status).toBe(200);
  const form = consent.forms[0];
  const login =
    form && (await browser.submit(consent, form, { name: "answer", value: "approve" }, REDIRECT_URI));
  expect(login).toMatchObject({ status: 200, html: expect.stringContaining(AMARA) });

  // As if the window were nearly over: the first keys end by themselves, and nobody rotates again.
  for (const kind of KINDS) ageNewKey(kind, KEEP_SECONDS - 3);
  for (const url of urls) expect((await read(url, before.access_token)).status).toBe(200);
  for (const url of urls) {
    await expect.poll(() => kidsAt(url, "/oauth/jwks"), { timeout: 6_000 }).not.toContain("first-signing");
    expect(await kidsAt(url, ASSERTION.keysPath)).not.toContain("first-assertion");
    await expect
      .poll(async () => (await read(url, before.access_token)).status, { timeout: 1_500 })
      .toBe(401);
  }
  const stale = (await browser.open(consent.url, REDIRECT_URI)) as Page;
  expect(stale).toMatchObject({ status: 400, html: expect.stringContaining("expired") });
  await replica.close();
});

/** The command as an administrator types it. */
async function gatehouse(...words: string[]): Promise<string> {
  const program = path.resolve(import.meta.dirname, "../../gateway/dist/main.js");
  const env = { ...process.env, ...house.env };
  const args = [program, "keys", ...words, "--config", house.configFile];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout;
}

test("43: the commands rotate and list keys, and show no material of any", async () => {
  const said = await gatehouse("rotate", "signing");
  const [, added = ""] = /^added (\w+), which signs from /m.exec(said) ?? [];
  expect(added).toMatch(/^[0-9a-f]{16}$/);
  await expect.poll(() => kidsAt(house.url, "/oauth/jwks"), { timeout: 1_500 }).toContain(added);
  const listed = await gatehouse("list");
  expect(listed).toMatch(new RegExp(`^signing +${added} +waits +20`, "m"));
  expect(listed).toMatch(/^assertion +\w+ +signs/m);
  for (const kind of KINDS) {
    const { keys } = JSON.parse(readFileSync(fileOf(kind), "utf8")) as { keys: Record<string, string>[] };
    for (const { d, k } of keys) expect(said + listed).not.toContain(d ?? k);
  }
  await expect(gatehouse("rotate", "signing")).rejects.toThrow("still waits");
});
