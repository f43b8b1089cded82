import { serveSharePoint, simulateSharePoint } from "@gatehouse/sharepoint/simulator";
import {
  AuthenticationHandler,
  Client,
  type Context,
  type Middleware,
  RedirectHandler,
  RetryHandler,
  TelemetryHandler,
} from "@microsoft/microsoft-graph-client";
import type { Recorder } from "../recorder.ts";

const email = "ingrid.solberg@halden.example";
const scopes = ["Sites.ReadWrite.All", "Files.ReadWrite.All"];
const client = { clientId: "gatehouse", clientSecret: "a secret of the test", delegatedScopes: scopes };

/** Microsoft's client on a simulated tenant, with the token of a person who may write. */
export async function openGraphClient(recorder: Recorder) {
  const simulator = simulateSharePoint({ clients: [client], switches: { unitsPerMinute: 1_000_000 } });
  const served = { ...simulator, app: recorder.around(simulator.app) };
  const { url, close } = await serveSharePoint(served);
  const answer = await fetch(`${url}/${simulator.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      assertion: await simulator.userToken(email, { clientId: client.clientId }),
      client_id: client.clientId,
      client_secret: client.clientSecret,
      scope: scopes.map((scope) => `https://graph.microsoft.com/${scope}`).join(" "),
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  recorder.as("foreign");
  const handlers = [
    new AuthenticationHandler({ getAccessToken: async () => token }),
    new RetryHandler(),
    new RedirectHandler(),
    new TelemetryHandler(),
    new LoopbackHandler(),
  ];
  for (const [index, handler] of handlers.entries()) {
    const next = handlers[index + 1];
    if (next && "setNext" in handler) handler.setNext(next);
  }
  const graph = Client.initWithMiddleware({
    baseUrl: `${secure(url)}/`,
    customHosts: new Set([new URL(url).hostname]),
    middleware: handlers as [Middleware, ...Middleware[]],
  });
  return { graph, simulator, close };
}

const secure = (text: string): string => text.replaceAll("http://127.0.0.1:", "https://127.0.0.1:");
const plain = (text: string): string => text.replaceAll("https://127.0.0.1:", "http://127.0.0.1:");

/**
 * The end of the client's chain, in the place of TLS: the client shows its token to https alone and follows only such links, and a
 * simulator on loopback has no certificate. Addresses change their scheme on the way out and on the way in; nothing else does.
 */
class LoopbackHandler implements Middleware {
  async execute(context: Context): Promise<void> {
    const url = typeof context.request === "string" ? context.request : context.request.url;
    const answer = await fetch(plain(url), context.options as RequestInit);
    const headers = new Headers(answer.headers);
    const location = headers.get("location");
    if (location !== null) headers.set("location", secure(location));
    const isJson = headers.get("content-type")?.includes("json");
    const body = isJson ? secure(await answer.text()) : await answer.arrayBuffer();
    const response = new Response([204, 304].includes(answer.status) ? null : body, {
      status: answer.status,
      statusText: answer.statusText,
      headers,
    });
    // The next handler compares hosts by the answer's address, which an answer made here does not have.
    context.response = Object.defineProperty(response, "url", { value: url });
  }
}
