import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { freePort, type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import type { LoginKind } from "../support/logins.ts";
import { CLAUDE_CODE } from "../support/signing-in-provider.ts";
import { accessToken, echo, installInspector } from "./install-inspector.ts";

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
