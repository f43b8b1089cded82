import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refresh } from "../attack/oauth.ts";
import { AMARA, INGRID, openWorld, type World } from "../attack/world.ts";
import { CLIENT_ID } from "../support/house.ts";
import { callTool } from "../support/mcp.ts";

const MAIN = path.resolve(import.meta.dirname, "..", "..", "gateway", "dist", "main.js");
/** A change made by a command reaches the gateway as a notice. */
const SOON = { timeout: 5_000, interval: 10 };

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.stop());

type Said = { stdout: string; stderr: string; code?: number };

/** As an administrator types it, in a process of its own. */
const gatehouse = (...args: string[]): Promise<Said> =>
  promisify(execFile)(process.execPath, [MAIN, ...args, "--config", world.configFile], {
    env: { ...process.env, ...world.env },
  }).catch((error) => error);
const statusOf = async (token: string) =>
  (await callTool(`${world.url}/mcp`, token, "fast_echo", { text: "hello" })).status;
const recorded = async (tool: string) =>
  world.query<{ by: string; facts: Record<string, unknown> }>(
    "select facts->>'by' as by, facts from audit_row where kind = 'operation' and tool = $1",
    [tool],
  );

test("people and sessions are listed, and one is shown with what they hold", async () => {
  await Promise.all([world.tokensOf(AMARA), world.tokensOf(INGRID)]);
  const [list, show, sessions] = await Promise.all([
    gatehouse("people", "list"),
    gatehouse("people", "show", AMARA.toUpperCase()),
    gatehouse("sessions", "list", "--person", INGRID),
  ]);
  const [header = "", ...lines] = list.stdout.trimEnd().split("\n");
  const column = header.indexOf("standing");
  expect(lines.map((line) => line.slice(column).split(" ")[0])).toEqual(["active", "active"]);
  expect(show.stdout).toMatch(/groups +gatehouse-finance/);
  expect(show.stdout).toMatch(new RegExp(`session +${CLIENT_ID}, since `));
  expect(sessions.stdout).toContain(CLIENT_ID);
  expect(sessions.stdout).not.toContain(AMARA);
});

test("somebody who is disabled is out at the next call until enabled, and nothing comes back", async () => {
  const { access_token, refresh_token } = await world.tokensOf(AMARA);
  expect(await statusOf(access_token)).toBe(200);
  const disabled = await gatehouse("people", "disable", AMARA, "--reason", "a lost laptop");
  expect(disabled.stdout).toContain(`${AMARA} is out`);
  await expect.poll(() => statusOf(access_token), SOON).toBe(401);
  await expect(world.tokensOf(AMARA)).rejects.toThrow("switched off");
  expect((await gatehouse("people", "list", "--inactive")).stdout).toMatch(/amara.* blocked here/);

  expect((await gatehouse("people", "enable", AMARA)).stdout).toContain("may sign in again");
  expect((await refresh(world.url, refresh_token)).body.error).toBe("invalid_grant");
  expect(await statusOf((await world.tokensOf(AMARA)).access_token)).toBe(200);
  expect((await recorded("person_blocked"))[0]?.by).toMatch(/^cli:\w/);
  expect(JSON.stringify(await recorded("person_blocked"))).not.toContain("laptop");
});

test("sessions end for one person or for a client, and nobody else's", async () => {
  const [amara, ingrid] = await Promise.all([world.tokensOf(AMARA), world.tokensOf(INGRID)]);
  expect((await gatehouse("people", "forget-sessions", AMARA)).stdout).toMatch(
    /^ended \d+ sessions of amara/,
  );
  await expect.poll(() => statusOf(amara.access_token), SOON).toBe(401);
  expect(await statusOf(ingrid.access_token)).toBe(200);
  expect((await gatehouse("sessions", "revoke", "--client", CLIENT_ID)).stdout).toMatch(/ of 1 people/);
  await expect.poll(() => statusOf(ingrid.access_token), SOON).toBe(401);
  expect((await refresh(world.url, ingrid.refresh_token)).body.error).toBe("invalid_grant");
  expect((await recorded("sessions_revoked")).map(({ facts }) => facts.client)).toEqual([
    undefined,
    CLIENT_ID,
  ]);
});

test("a command that means nobody, everybody by accident, or both at once changes nothing and says so", async () => {
  const answers = await Promise.all([
    gatehouse("people", "disable", "nobody@halden.example"),
    gatehouse("sessions", "revoke"),
    gatehouse("sessions", "revoke", "--all", "--person", AMARA),
  ]);
  expect(answers.map(({ code }) => code)).toEqual([1, 1, 1]);
  expect(answers[0]?.stderr).toContain("nobody is known as nobody@halden.example");
  expect(answers[1]?.stderr).toContain("say whose");
});

test("a client nobody is signed in with is told of as such, since its id may be misspelt", async () => {
  const answer = await gatehouse("sessions", "revoke", "--client", "clade.ai");
  expect(answer).toMatchObject({ code: 1, stdout: "" });
  expect(answer.stderr).toContain("no session of client clade.ai was found");
});

test("a change is recorded in the name that is given for it, and under no name that is none", async () => {
  expect((await gatehouse("people", "forget-sessions", INGRID, "--by", "mei.tanaka")).code).toBeUndefined();
  expect((await recorded("sessions_revoked")).map(({ by }) => by)).toContain("cli:mei.tanaka");
  const { code, stderr } = await gatehouse("people", "disable", INGRID, "--by", "a\nb");
  expect([code, stderr]).toEqual([1, expect.stringContaining("--by")]);
});

test("what somebody calls themselves is shown on one line, without moving anything on the screen", async () => {
  await world.query("update person set name = $2 where email = $1", [INGRID, "\u001b[2J\nact: nothing"]);
  const { stdout } = await gatehouse("people", "show", INGRID);
  expect(stdout).toMatch(/^name +\\u001b\[2J\\u000aact: nothing$/m);
});

test("the nightly check is content, then names what does not fit and ends with code 1", async () => {
  const content = await gatehouse("people", "check");
  expect(content).toMatchObject({ stdout: "people, sessions and connections fit together.\n" });
  await world.query("update person set last_seen = now() - interval '91 days' where email = $1", [INGRID]);
  await world.query(
    `insert into oidc_model (model, id_hash, payload, expires_at)
     values ('Grant', $1, '{"accountId":"11111111-1111-4111-8111-111111111111"}', now() + interval '1 hour')`,
    [randomBytes(16).toString("hex")],
  );
  expect(await gatehouse("people", "check")).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^act: logins that belong to nobody.*\nnote: active, and not seen for 90 days: ingrid/,
    ),
  });
});
