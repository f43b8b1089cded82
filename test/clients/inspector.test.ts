import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { signIn } from "../support/headless-sign-in.ts";
import { freePort, type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import type { LoginKind } from "../support/logins.ts";
import { CLAUDE_CODE } from "../support/signing-in-provider.ts";

const PROGRAM = fileURLToPath(
  import.meta.resolve("@modelcontextprotocol/inspector/clients/launcher/build/index.js"),
);
let upstream: Listening;
let houses: Record<LoginKind, House>;

beforeAll(async () => {
  const server = fastServer();
  upstream = await listen((request, response) => void server.emit("request", request, response));
  const { clients } = parse(await readFile(new URL("../../gatehouse.yaml", import.meta.url), "utf8"));
  const systems = { fast: { catalog: fastCatalog, url: upstream.url } };
  const config = { clients };
  houses = {
    oidc: await openHouse({ systems, config }),
    saml: await openHouse({ systems, config, login: "saml" }),
  };
});

afterAll(async () => {
  await houses?.oidc.stop();
  await houses?.saml.stop();
  await upstream?.stop();
});

type Ended = { code: number | null; answer: unknown; signIns: number; said: string };

/** An Inspector with a home of its own, whose browser is a demo person that presses the buttons at once. */
async function installInspector(url: string, asWhom: string[]) {
  const home = await mkdtemp(path.join(os.tmpdir(), "gatehouse-inspector-"));
  const always = ["--cli", url, "--transport", "http", "--format", "json"];
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    MCP_STORAGE_DIR: home,
    MCP_INSPECTOR_SECRET_STORE: "file",
    // Without a terminal it signs in only when told to open a browser; this one closes at once.
    MCP_AUTO_OPEN_ENABLED: "true",
    BROWSER: "true",
  };
  const run = async (...args: string[]): Promise<Ended> => {
    const child = spawn(process.execPath, [PROGRAM, ...always, ...asWhom, ...args], { env });
    child.stdin.end();
    const signIns: Promise<unknown>[] = [];
    let out = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      const shown = /navigate to: (\S+)\n/.exec(said)?.[1];
      if (shown !== undefined && signIns.length === 0)
        signIns.push(signIn(shown, { email: "amara.osei@halden.example" }).then((back) => fetch(back)));
    });
    const { promise, resolve } = Promise.withResolvers<number | null>();
    child.on("close", resolve);
    const code = await promise;
    await Promise.all(signIns);
    return { code, answer: out === "" ? undefined : JSON.parse(out).result, signIns: signIns.length, said };
  };
  const secrets = path.join(home, "secrets.json");
  return {
    run,
    readSecrets: () => readFile(secrets, "utf8"),
    writeSecrets: (text: string) => writeFile(secrets, text),
    uninstall: () => rm(home, { recursive: true }),
  };
}

const echo = (text: string) => [
  "--method",
  "tools/call",
  "--tool-name",
  "fast_echo",
  "--tool-arg",
  `text=${text}`,
];
const accessToken = (secrets: string) => /access_token\\":\\"([^\\]+)\\"/.exec(secrets)?.[1] ?? "";

test.each<{ era: string; login: LoginKind }>([
  { era: "legacy", login: "oidc" },
  { era: "modern", login: "oidc" },
  { era: "modern", login: "saml" },
])(
  "the Inspector, $era, discovers, signs in by $login, lists, calls and refreshes by itself",
  async ({ era, login }) => {
    const callback = `http://127.0.0.1:${await freePort()}/callback`;
    const inspector = await installInspector(`${houses[login].url}/mcp`, [
      "--client-metadata-url",
      CLAUDE_CODE,
      "--callback-url",
      callback,
    ]);
    const inEra = ["--protocol-era", era];

    const list = await inspector.run("--method", "tools/list", "--strict", ...inEra);
    expect(list).toMatchObject({ code: 0, signIns: 1 });
    expect(list.answer).toMatchObject({
      tools: [{ name: "fast_echo" }, { name: "fast_list_rows" }, { name: "gatehouse_whoami" }],
    });

    const first = await inspector.run(...echo("hello"), "--stored-auth-only", ...inEra);
    expect(first).toMatchObject({ code: 0, signIns: 0, answer: { structuredContent: { text: "hello" } } });

    const known = await inspector.readSecrets();
    const old = accessToken(known);
    await inspector.writeSecrets(known.replace(old, "expired"));
    const second = await inspector.run(...echo("again"), "--stored-auth-only", ...inEra);
    expect(second).toMatchObject({ code: 0, signIns: 0, answer: { structuredContent: { text: "again" } } });
    const fresh = accessToken(await inspector.readSecrets());
    expect(fresh).toMatch(/^ey/);
    expect(fresh).not.toBe(old);
    await inspector.uninstall();
  },
);

test("the Inspector signs in the way that npm start and the README print", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const printed = /inspector@\S+ --cli \S+ --transport http (--client-id \S+) --method tools\/list/.exec(
    readme,
  );
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const asWhom = [...(printed?.[1] ?? "").split(" "), "--callback-url", callback];
  const inspector = await installInspector(`${houses.oidc.url}/mcp`, asWhom);
  const { code, answer, signIns, said } = await inspector.run("--method", "tools/list");
  expect({ code, signIns }, said).toEqual({ code: 0, signIns: 1 });
  expect(JSON.stringify(answer)).toContain("fast_echo");
  await inspector.uninstall();
});
