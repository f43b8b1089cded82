import { afterAll, beforeAll, expect, test } from "vitest";
import { callTool } from "../support/mcp.ts";
import { newCode, OTHER_CLIENT_ID, redeem, TWO_CLIENTS } from "./oauth.ts";
import { AMARA, INGRID, openReplica, openWorld, type World } from "./world.ts";

const PER_MINUTE = 12;
const EVERYBODY = ["gatehouse-finance", "gatehouse-operations", "gatehouse-it"];
const IT = "mei.tanaka@halden.example";
let world: World;

beforeAll(async () => {
  world = await openWorld({
    ...TWO_CLIENTS,
    limits: { perMinute: PER_MINUTE },
    roles: { everybody: { title: "Everybody", groups: EVERYBODY, tools: ["fast_echo"] } },
  });
});
afterAll(() => world?.stop());

/** A login of its own, with either client: another grant, another token. */
async function newToken(email: string, clientId?: string): Promise<string> {
  const changes = clientId === undefined ? {} : { client_id: clientId };
  const back = await newCode(world, email, changes);
  return (await redeem(world.url, back, changes)).body.access_token ?? "";
}

const call = async (token: string, url = world.url, from?: string) => {
  const { body } = await callTool(`${url}/mcp`, token, "fast_echo", { text: from ?? "x" });
  return body?.result?._meta?.["gatehouse/error"]?.code ?? "ok";
};

const counted = (outcomes: string[]) => ({
  ok: outcomes.filter((outcome) => outcome === "ok").length,
  limited: outcomes.filter((outcome) => outcome === "rate_limited").length,
});

test("44: many tokens of many clients share the limit of the one person behind them", async () => {
  const tokens = await Promise.all(
    [undefined, OTHER_CLIENT_ID, undefined, OTHER_CLIENT_ID].map((client) => newToken(AMARA, client)),
  );
  expect(new Set(tokens).size).toBe(4);
  const outcomes = await Promise.all(
    tokens.flatMap((token) => Array.from({ length: 10 }, () => call(token))),
  );
  expect(counted(outcomes)).toEqual({ ok: PER_MINUTE, limited: 40 - PER_MINUTE });
  expect(await call(await newToken(AMARA))).toBe("rate_limited");
});

test("44: others at the same address are not held up, while one person is refused again and again", async () => {
  const [noisy, quiet] = [await newToken(AMARA), await newToken(INGRID)];
  const noise = Promise.all(Array.from({ length: 200 }, () => call(noisy)));
  const outcomes = await Promise.all(Array.from({ length: PER_MINUTE }, () => call(quiet)));
  expect(counted(outcomes)).toEqual({ ok: PER_MINUTE, limited: 0 });
  expect(counted(await noise)).toEqual({ ok: 0, limited: 200 });
});

test("44: a refusal says when to come back, and signing in anew or refreshing is no way around it", async () => {
  const { body } = await callTool(`${world.url}/mcp`, await newToken(AMARA), "fast_echo", { text: "x" });
  expect(body?.result?._meta?.["gatehouse/error"]).toMatchObject({
    code: "rate_limited",
    retryAfterSeconds: expect.any(Number),
  });
});

test("44: limits ask no store: with the database gone nobody gets further than without, and afterwards they still count", async () => {
  const token = await newToken(IT);
  for (let spent = 0; spent < PER_MINUTE - 2; spent += 1) expect(await call(token)).toBe("ok");
  await world.query("alter table audit_row rename to audit_row_away");
  const refused = [await call(token), await call(token), await call(token)];
  await world.query("alter table audit_row_away rename to audit_row");
  // What was refused for want of an audit has counted; what is over the limit is refused for that, audit or not.
  expect(refused.filter((outcome) => outcome === "ok")).toEqual([]);
  expect(await call(token)).toBe("rate_limited");
});

test("44: each gateway counts by itself, so a person's limit is at most that of one times their number", async () => {
  const replica = await openReplica(world);
  const token = await newToken(AMARA);
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => call(token, replica.url)));
  await replica.close();
  expect(counted(outcomes)).toEqual({ ok: PER_MINUTE, limited: 30 - PER_MINUTE });
  expect(await call(token)).toBe("rate_limited");
});
