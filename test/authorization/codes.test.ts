import { afterAll, beforeAll, expect, test } from "vitest";
import {
  codeParameters,
  newCode,
  OTHER_CLIENT,
  postToken,
  refresh,
  startWorld,
  VERIFIER,
  type World,
} from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test("of fifty parallel exchanges of one code, over two replicas, exactly one succeeds", async () => {
  const replica = await world.startReplica();
  const code = await newCode(world);
  // Connections that stand already bring the requests closer together.
  const warm = ({ url }: { url: string }) => fetch(`${url}/oauth/jwks`).then((response) => response.text());
  await Promise.all(Array.from({ length: 50 }, (_, index) => warm(index % 2 ? replica : world)));
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => postToken(index % 2 ? replica : world, codeParameters(code))),
  );
  await replica.stop();
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const refusals = answers.filter(({ status }) => status !== 200);
  expect(new Set(refusals.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
    new Set(["400 invalid_grant"]),
  );
});

test.each([
  ["another verifier", { code_verifier: `${VERIFIER.slice(1)}x` }, "invalid_grant"],
  ["no verifier", { code_verifier: "" }, "invalid_grant"],
  ["another client", { client_id: OTHER_CLIENT.clientId }, "invalid_grant"],
  ["an unknown client", { client_id: "nobody" }, "invalid_client"],
  ["another port in the redirect", { redirect_uri: "http://127.0.0.1:4322/callback" }, "invalid_grant"],
])("a code is refused with %s", async (_, changes, error) => {
  const answer = await postToken(world, codeParameters(await newCode(world), changes));
  expect(answer.body).toMatchObject({ error });
  expect(answer.body.access_token).toBeUndefined();
});

test("a code for one resource is refused for another one", async () => {
  const code = await newCode(world);
  const answer = await postToken(world, codeParameters(code, { resource: `${world.resource}/netsuite` }));
  expect(answer.body).toMatchObject({ error: "invalid_target" });
});

test("a code presented a second time ends the whole login that came of it", async () => {
  const code = await newCode(world);
  const first = await postToken(world, codeParameters(code));
  const { grantId, personId } = await world.server.verifyAccessToken(first.body.access_token ?? "");
  expect((await postToken(world, codeParameters(code))).body).toMatchObject({ error: "invalid_grant" });
  expect((await refresh(world, first.body.refresh_token)).body).toMatchObject({ error: "invalid_grant" });
  expect(world.events).toContainEqual(expect.objectContaining({ kind: "revocation", grantId, personId }));
});

test("neither codes nor tokens nor cookies stand in the database in clear", async () => {
  const code = await newCode(world);
  const { body } = await postToken(world, codeParameters(code));
  const { rows } = await world.database.pool.query<{ content: string }>(
    "select oidc_model::text as content from oidc_model union all select sign_in_attempt::text from sign_in_attempt",
  );
  const stored = rows.map(({ content }) => content).join("\n");
  expect(stored).toContain("RefreshToken");
  for (const secret of [code, body.refresh_token, body.access_token]) expect(stored).not.toContain(secret);
});
