import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { accountLink } from "./account-link.ts";
import { loopbackServer, type Received, reply } from "./loopback-server.ts";

const GRANT = {
  kind: "authorization_code",
  authorizeUrl: "https://{tenant}.vendor.example/authorize?ui=small",
  tokenPath: "/token",
  revocationPath: "/revoke",
  authentication: ["client_secret_post"],
  account: { path: "/people/{person}?fields=mail", email: ["work.mail", "mail"], subject: "{role};{person}" },
} as const;
const subject = (sub: string) =>
  new SignJWT({}).setProtectedHeader({ alg: "HS256" }).setSubject(sub).sign(new Uint8Array(32));

async function vendor(answers: Record<string, (request: Received) => unknown>) {
  const served = await loopbackServer((request, response) => {
    const answer = answers[request.url.split("?")[0] ?? ""]?.(request);
    return answer === undefined ? reply(response, 404, {}) : reply(response, 200, answer);
  });
  const link = await accountLink({
    title: "Vendor",
    origin: served.origin,
    apiOrigin: served.origin,
    variables: { tenant: "halden" },
    grant: GRANT,
    clientId: "c",
    credential: { secret: "s3cret" },
    redirectUri: "https://gatehouse.example/connections/vendor/callback",
  });
  return { ...served, link };
}
const answer = { code: "the code", verifier: "v".repeat(43), scopes: ["read"] };

test("the browser is sent with state, challenge and scopes, and without a secret", async () => {
  const { link } = await vendor({});
  const url = new URL(
    await link.authorizationUrl({ state: "st", verifier: answer.verifier, scopes: ["a", "b"] }),
  );
  expect(url.origin).toBe("https://halden.vendor.example");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    ui: "small",
    response_type: "code",
    state: "st",
    scope: "a b",
    code_challenge_method: "S256",
  });
  expect(url.href).not.toMatch(/s3cret|vvvv/);
});

test("a code brings tokens, and the vendor's word for whose account it is", async () => {
  const { link, received } = await vendor({
    "/token": () => ({
      access_token: token,
      token_type: "bearer",
      refresh_token: "r",
      expires_in: 60,
      id_token: "x.y.z",
    }),
    "/people/77": () => ({ mail: "Ann@Example.com" }),
  });
  const token = await subject("3;77");
  expect(await link.redeem(answer)).toMatchObject({
    refreshToken: "r",
    scopes: ["read"],
    email: "ann@example.com",
  });
  const form = new URLSearchParams(received[0]?.body);
  expect(form.get("code_verifier")).toBe(answer.verifier);
  expect(received[1]?.headers.authorization).toBe(`Bearer ${token}`);
});

test("an account that the vendor does not name is not connected", async () => {
  for (const [sub, facts] of [
    ["3;77", { mail: "" }],
    ["3;../../admin", { mail: "a@example.com" }],
    ["77", { mail: "a@example.com" }],
  ] as const) {
    const token = await subject(sub);
    const { link } = await vendor({
      "/token": () => ({ access_token: token, token_type: "bearer" }),
      "/people/77": () => facts,
    });
    await expect(link.redeem(answer)).rejects.toMatchObject({ code: "upstream_unavailable" });
  }
});

test("what was granted for an account that the vendor does not name is ended again at once", async () => {
  const { link, received } = await vendor({
    "/token": () => ({ access_token: "no jwt", token_type: "bearer", refresh_token: "r" }),
    "/revoke": () => ({}),
  });
  await expect(link.redeem(answer)).rejects.toMatchObject({ code: "upstream_unavailable" });
  const revoked = received.find(({ url }) => url === "/revoke");
  expect(new URLSearchParams(revoked?.body).get("token")).toBe("r");
});

test("a refresh token is revoked where the vendor has a way to", async () => {
  const { link, received } = await vendor({ "/revoke": () => ({}) });
  expect(await link.revoke("r")).toBe(true);
  expect(new URLSearchParams(received[0]?.body).get("token")).toBe("r");
});
