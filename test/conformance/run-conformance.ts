import { fileURLToPath } from "node:url";
import { signIn } from "../support/headless-sign-in.ts";
import { CLIENT_ID, freePort } from "../support/house-config.ts";
import { type HouseProcess, openHouseProcess } from "../support/house-process.ts";
import { openBearerProxy } from "./bearer-proxy.ts";
import { openFixture } from "./fixture-server.ts";
import { runAuthorizationLeg, runServerLeg, type Verdict } from "./suite.ts";

const EMAIL = "amara.osei@halden.example";
const ENDPOINT = "/mcp/fixture";
const BASELINE = fileURLToPath(new URL("baseline-2025-11-25.yml", import.meta.url));

/** The official suite, whole, against a gateway with a fixture server behind its real pipeline. */
export async function runConformance(): Promise<Verdict[]> {
  const fixture = await openFixture();
  try {
    const systems = { fixture: fixture.system };
    await using opened = new AsyncDisposableStack();
    const house = opened.adopt(await openHouseProcess({ systems }), ({ stop }) => stop());
    const samlHouse = opened.adopt(await openHouseProcess({ systems, login: "saml" }), ({ stop }) => stop());
    return [
      ...(await serverLegs(house)),
      ...(await authorizationLeg("authorization", house)),
      ...(await authorizationLeg("authorization with SAML behind", samlHouse)),
    ];
  } finally {
    await fixture.stop();
  }
}

async function serverLegs(house: HouseProcess): Promise<Verdict[]> {
  const { access_token: token } = await house.tokensOf(EMAIL, ENDPOINT);
  const proxy = await openBearerProxy(house.url, token);
  // The scenario on DNS rebinding wants a name, not an address.
  const url = new URL(ENDPOINT, proxy.url.replace("127.0.0.1", "localhost")).href;
  try {
    return [...(await runServerLeg(url, "2026-07-28")), ...(await runServerLeg(url, "2025-11-25", BASELINE))];
  } finally {
    await proxy.stop();
  }
}

/** The suite prints where to sign in and waits for the redirect: a person without a browser does both. */
async function authorizationLeg(leg: string, { url: issuer }: HouseProcess): Promise<Verdict[]> {
  const port = await freePort();
  let signedIn: Promise<unknown> = Promise.resolve();
  const verdicts = await runAuthorizationLeg(
    { leg, issuer, clientId: CLIENT_ID, resource: `${issuer}${ENDPOINT}`, port },
    (line) => {
      if (line.startsWith(`${issuer}/oauth/authorize?`))
        signedIn = signIn(line, { email: EMAIL }).then((redirect) => fetch(redirect));
    },
  );
  await signedIn;
  return verdicts;
}
