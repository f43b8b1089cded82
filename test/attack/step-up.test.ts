import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, type House, openHouse } from "../support/house.ts";
import { callTool, legacy } from "../support/mcp.ts";
import { openPhase } from "../support/phases.ts";
import { SigningInProvider } from "../support/signing-in-provider.ts";
import { type Desk, startDesk } from "./desk.ts";
import { AMARA, INGRID, querier } from "./world.ts";

let desk: Desk;
let house: House;
beforeAll(async () => {
  desk = await startDesk();
  const roles = {
    writer: { title: "Writers", groups: ["gatehouse-finance"], tools: ["desk_read", "desk_change"] },
    reader: { title: "Readers", groups: ["gatehouse-operations"], tools: ["desk_read"] },
  };
  house = await openHouse({ systems: { desk: desk.house }, config: { roles } });
  desk.open(house.url);
  await openPhase(house.database.url, "desk", 2);
});
afterAll(async () => {
  await house?.stop();
  await desk?.stop();
});

const change = (token: string) => callTool(`${house.url}/mcp`, token, "desk_change", { text: "x" });
const tokenOf = async (email: string, scope = "mcp:read offline_access") =>
  (await house.tokensOf(email, "/mcp", scope)).access_token;

test.each(["modern", "legacy"])(
  "24: a change with a token for reading is refused with every scope named, in the %s era",
  async (era) => {
    const token = await tokenOf(AMARA);
    const answer =
      era === "modern"
        ? await change(token)
        : await legacy(`${house.url}/mcp`, token, "tools/call", {
            name: "desk_change",
            arguments: { text: "x" },
          });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("www-authenticate")).toBe(
      `Bearer error="insufficient_scope", scope="mcp:read mcp:write", resource_metadata="${house.url}/.well-known/oauth-protected-resource/mcp"`,
    );
    expect(desk.commits).toEqual([]);
  },
);

test("24: a client steps up by that answer, the person agrees, and the change is made once", async () => {
  const authProvider = new SigningInProvider(AMARA, `http://127.0.0.1:${await freePort()}/callback`);
  const open = () => {
    const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode: "auto" } });
    const transport = new StreamableHTTPClientTransport(new URL("/mcp", house.url), { authProvider });
    return { client, transport };
  };
  const first = open();
  await expect(first.client.connect(first.transport)).rejects.toBeInstanceOf(UnauthorizedError);
  await first.transport.finishAuth(authProvider.callback);
  const { client, transport } = open();
  await client.connect(transport);
  expect(authProvider.tokens()?.scope?.split(" ")).not.toContain("mcp:write");

  const asked = { name: "desk_change", arguments: { text: "stepped up" } };
  await expect(client.callTool(asked)).rejects.toBeInstanceOf(UnauthorizedError);
  await transport.finishAuth(authProvider.callback);
  expect((await client.callTool(asked)).structuredContent).toEqual({ said: "stepped up" });
  expect(desk.commits.splice(0)).toEqual(["stepped up"]);
  expect(authProvider.tokens()?.scope).toContain("mcp:read mcp:write");
  await client.close();
});

test("24: the demo's own client, npm run ask, steps up as well", async () => {
  const program = path.resolve(import.meta.dirname, "../ask/main.ts");
  const words = [
    "--as",
    AMARA,
    "--url",
    `${house.url}/mcp`,
    "desk_change",
    JSON.stringify({ text: "asked" }),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words]);
  expect(JSON.parse(stdout)).toEqual({ said: "asked" });
  expect(desk.commits.splice(0)).toEqual(["asked"]);
});

test("24: nobody is sent to sign in for a change that they could not make", async () => {
  const reader = await change(await tokenOf(INGRID));
  expect([reader.status, reader.body?.error?.code]).toEqual([200, -32602]);
  const token = await tokenOf(AMARA);
  await querier(house)("update phase_opening set closed_at = now(), closed_as = 'closed'");
  await expect.poll(async () => (await change(token)).status, { timeout: 2_000 }).toBe(200);
  expect((await change(token)).body?.result).toMatchObject({ isError: true });
  expect(JSON.stringify((await change(token)).body)).toContain("phase_closed");
  expect(desk.commits).toEqual([]);
});

test("24: whoever asks for more than their roles hold is connected with what they hold", async () => {
  const { scope, access_token } = await house.tokensOf(INGRID, "/mcp", "mcp:read mcp:write offline_access");
  expect(scope.split(" ").sort()).toEqual(["mcp:read"]);
  expect((await callTool(`${house.url}/mcp`, access_token, "desk_read", { text: "x" })).status).toBe(200);
  expect((await house.tokensOf(AMARA, "/mcp", "mcp:read mcp:write")).scope).toBe("mcp:read mcp:write");
});
