import { type SimulatorOptions, simulateSharePoint } from "./simulate-share-point.ts";

const origin = "http://localhost";

type Body = Record<string, unknown> & {
  value: Record<string, unknown>[];
  access_token: string;
  refresh_token: string;
  error: { code: string; message: string; innerError: Record<string, string> };
  "@odata.nextLink": string;
  "@odata.deltaLink": string;
};
/** Enough of every answer's shape for tests to read it without casts. */
type Answer = { status: number; headers: Headers; body: Body };
type Init = { method?: string; body?: unknown; headers?: Record<string, string> };

export const reader = {
  clientId: "reader",
  clientSecret: "a secret",
  appRoles: ["Sites.Read.All"],
  redirectUris: ["http://localhost/back"],
};
export const writer = {
  clientId: "writer",
  clientSecret: "another secret",
  appRoles: ["Sites.ReadWrite.All"],
  delegatedScopes: ["Sites.ReadWrite.All", "Files.ReadWrite.All", "Sites.Read.All"],
};

export const people = {
  ingrid: "ingrid.solberg@halden.example",
  tomas: "tomas.rivera@halden.example",
  amara: "amara.osei@halden.example",
  leon: "leon.fischer@halden.example",
};

/** One simulated tenant for a test file and short ways to call it: as a person through an app, or as the app. */
export function createTestTenant(options: Partial<SimulatorOptions> = {}) {
  const simulator = simulateSharePoint({
    ...options,
    clients: [reader, writer, ...(options.clients ?? [])],
    switches: { unitsPerMinute: 1_000_000, requestsPerPerson: 1_000_000, ...options.switches },
  });
  const send = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await simulator.app.request(path.startsWith("http") ? path : origin + path, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text.startsWith("{") ? JSON.parse(text) : { text }) as Body,
    };
  };
  const askToken = (form: Record<string, string>, tenant = simulator.tenantId) =>
    send(`/${tenant}/oauth2/v2.0/token`, { method: "POST", body: new URLSearchParams(form) });
  const tokens = new Map<string, string>();
  /** A token for the app itself, or for the person with this e-mail through it. */
  const tokenOf = async (
    email: string | null,
    client: typeof reader | typeof writer = reader,
  ): Promise<string> => {
    const key = `${client.clientId} ${email}`;
    const known = tokens.get(key);
    if (known !== undefined) return known;
    const { clientId, clientSecret } = client;
    const scope = "https://graph.microsoft.com/.default";
    const form =
      email === null
        ? { grant_type: "client_credentials" }
        : {
            grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
            requested_token_use: "on_behalf_of",
            assertion: await simulator.userToken(email, { clientId }),
          };
    const { body } = await askToken({ ...form, client_id: clientId, client_secret: clientSecret, scope });
    tokens.set(key, body.access_token);
    return body.access_token;
  };
  const callAs =
    (email: string | null, client: typeof reader | typeof writer = reader) =>
    async (path: string, { method = "GET", body, headers = {} }: Init = {}): Promise<Answer> => {
      const isText = typeof body === "string" || body === undefined;
      return send(path.startsWith("http") ? path : `/v1.0${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await tokenOf(email, client)}`,
          ...(isText ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      });
    };
  return { simulator, send, askToken, tokenOf, callAs, app: callAs(null), tomas: callAs(people.tomas) };
}
