import { createServer } from "node:http";
import { demoPeople } from "../company/index.ts";
import { createDemoIdentityProvider } from "./demo-identity-provider.ts";

const names = [
  "DEMO_IDP_PORT",
  "DEMO_IDP_CLIENT_ID",
  "DEMO_IDP_CLIENT_SECRET",
  "DEMO_IDP_REDIRECT_URI",
] as const;
const missing = names.filter((name) => !process.env[name]);
if (missing.length > 0) fail(`The demo identity provider needs ${missing.join(", ")} in its environment.`);
const [port = "", clientId = "", clientSecret = "", redirectUri = ""] = names.map(
  (name) => process.env[name],
);
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
  fail(`DEMO_IDP_PORT must be a port number, not "${port}".`);

const issuer = `http://127.0.0.1:${port}`;
const server = createServer(
  await createDemoIdentityProvider({
    issuer,
    client: { clientId, clientSecret, redirectUris: [redirectUri] },
    people: demoPeople,
    apiAudience: process.env.DEMO_IDP_API_AUDIENCE || undefined,
    signingKey: signingKeyFrom(process.env.DEMO_IDP_SIGNING_KEY),
    loginsFile: process.env.DEMO_IDP_LOGINS_FILE || undefined,
  }).catch((error: Error) => fail(`The demo identity provider cannot start: ${error.message}.`)),
);
server.on("error", (error: NodeJS.ErrnoException) =>
  fail(
    error.code === "EADDRINUSE"
      ? `Port ${port} is taken, so the demo identity provider cannot start: free it or set another DEMO_IDP_PORT.`
      : `The demo identity provider cannot listen on port ${port}: ${error.message}.`,
  ),
);
server.listen(Number(port), "127.0.0.1", () =>
  process.stdout.write(`${JSON.stringify({ listening: issuer })}\n`),
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));

/** A JWK that stays the same from one start to the next; its text is never repeated. */
function signingKeyFrom(text: string | undefined) {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return fail("DEMO_IDP_SIGNING_KEY must be a private key as JWK in JSON.");
  }
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
