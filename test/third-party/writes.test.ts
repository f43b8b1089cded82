import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore typed as in a shell, without a program for each
import { listTools } from "../../gateway/src/cli/tools.ts";
import { signedIn } from "../credentials/signed-in.ts";
import { callTool } from "../support/mcp.ts";
import { openPhase } from "../support/phases.ts";
import { ADMINISTRATOR, approved, openWorld, typed, type World } from "./world.ts";

const TOOL = "toggle-simulated-logging";
const ELSEWHERE = "http://127.0.0.1:1/nowhere";

let world: World;
let call: (tool: string, args?: object) => ReturnType<typeof callTool>;
beforeAll(async () => {
  world = await openWorld();
  const { house } = world;
  const scope = "mcp:read mcp:write offline_access";
  await house.tokensOf(ADMINISTRATOR, "/mcp", scope);
  await typed(world, (config) => listTools({ config }));
  await approved(world, TOOL);
  await openPhase(house.database.url, "everything", 2);
  const { access_token: token } = await house.tokensOf("amara.osei@halden.example", "/mcp", scope);
  call = (tool, args = {}) => callTool(`${house.url}/mcp`, token, tool, args as Record<string, unknown>);
});
afterAll(() => world?.stop());

/** What the server was sent of this tool. */
const sent = () =>
  world.proxy.seen
    .filter(({ body }) => body !== "")
    .map(({ body }) => JSON.parse(body))
    .filter(({ params }) => params?.name === TOOL);

test("a write of a third party is done once somebody else has approved its arguments, which is all there is to see", async () => {
  await expect.poll(async () => (await call(`everything_${TOOL}`)).text).not.toContain("phase_closed");
  const { body } = await call(`everything_${TOOL}`);
  const request = body?.result?.structuredContent?.gatehouse_request ?? {};
  const alone = "cannot say beforehand what would change";
  expect(request).toMatchObject({ state: "pending", summary: expect.stringContaining(alone) });
  expect(sent()).toEqual([]);

  const { browser, page } = await signedIn(world.house.url, ADMINISTRATOR, `/approvals/${request.id}`);
  expect(page.html).toContain(alone);
  const csrf = page.forms.flatMap(({ fields }) => fields.get("csrf") ?? [])[0] ?? "";
  await browser.open(new URL(`/approvals/${request.id}/decide`, world.house.url), ELSEWHERE, {
    method: "POST",
    body: new URLSearchParams({ decision: "approve", note: "", csrf }),
    headers: { origin: world.house.url, referer: String(page.url) },
  });
  const state = async () =>
    (await call("gatehouse_get_request", { id: request.id })).body?.result?.structuredContent?.state;
  await expect.poll(state, { timeout: 10_000 }).toBe("done");
  const [only, ...more] = sent();
  expect(more).toEqual([]);
  expect(JSON.stringify(only?.params)).not.toContain("gatehouse/");
});
