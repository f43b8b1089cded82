import { z } from "zod";
import type { Endpoint } from "../exchange.ts";

/** One thing that clients rely on: whether it holds, and if not, what is wrong and what to do. */
export interface Finding {
  /** What was looked at. */
  what: string;
  url: string;
  /** Undefined when all is well. */
  wrong: string | undefined;
}

interface Looked {
  publicUrl: string;
  endpoints: readonly Endpoint[];
  /** Whether the configuration lets clients register themselves. */
  canRegister: boolean;
}

const TIMEOUT_MS = 4_000;
const BYTES_MAX = 100_000;

const resourceDocument = z.object({
  resource: z.string(),
  authorization_servers: z.array(z.string()),
  scopes_supported: z.array(z.string()).default([]),
});
const serverDocument = z.object({
  issuer: z.string(),
  scopes_supported: z.array(z.string()).default([]),
  code_challenge_methods_supported: z.array(z.string()).default([]),
  client_id_metadata_document_supported: z.boolean().default(false),
  token_endpoint_auth_methods_supported: z.array(z.string()).default([]),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
  registration_endpoint: z.string().optional(),
  jwks_uri: z.string(),
});
const keysDocument = z.object({ keys: z.array(z.object({ kid: z.string() })).min(1) });

/**
 * Fetches what clients fetch before a sign-in, by the public address as they do, and holds it against what they insist on:
 * documents in both places, the exact resource, S256, `none`, the CIMD flag, `offline_access`, the `iss` flag.
 */
export async function checkDocuments({ publicUrl, endpoints, canRegister }: Looked): Promise<Finding[]> {
  const checks = [
    ...endpoints.flatMap((endpoint) => [
      finding(`Resource metadata of ${endpoint.path}`, endpoint.metadataUrl, async () =>
        resourceFault(await read(endpoint.metadataUrl, resourceDocument), endpoint.resource, publicUrl),
      ),
      finding(`Challenge of ${endpoint.path} without a token`, endpoint.resource, () =>
        challengeFault(endpoint),
      ),
    ]),
    ...endpoints.slice(0, 1).map(({ path, resource }) => {
      const url = `${publicUrl}/.well-known/oauth-protected-resource`;
      return finding(`Resource metadata at the root, of ${path}`, url, async () =>
        resourceFault(await read(url, resourceDocument), resource, publicUrl),
      );
    }),
    ...["oauth-authorization-server", "openid-configuration"].map((name) => {
      const url = `${publicUrl}/.well-known/${name}`;
      return finding(`Authorization server metadata (${name})`, url, async () =>
        serverFault(await read(url, serverDocument), publicUrl, canRegister),
      );
    }),
    finding("Public signing keys", `${publicUrl}/oauth/jwks`, async () => {
      await read(`${publicUrl}/oauth/jwks`, keysDocument);
      return undefined;
    }),
  ];
  return Promise.all(checks);
}

async function finding(
  what: string,
  url: string,
  fault: () => Promise<string | undefined>,
): Promise<Finding> {
  const wrong = await fault().catch((error: unknown) => `${(error as Error).message} ${REACH}`);
  return { what, url, wrong };
}

const REACH =
  "Clients read it at exactly this address, without a sign-in: check DNS, the certificate, and that the proxy passes it on unchanged.";

class Unreadable extends Error {
  override readonly name = "Unreadable";
}

const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw new Unreadable("It could not be reached.", { cause });
    },
  );

async function read<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const response = await ask(url, { headers: { accept: "application/json" } });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Unreadable(`It answers ${response.status} instead of 200.`);
  }
  const text = await response.text();
  const parsed = schema.safeParse(text.length > BYTES_MAX ? undefined : json(text));
  if (parsed.success) return parsed.data;
  throw new Unreadable("What stands there is not this document.");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resourceFault(
  document: z.output<typeof resourceDocument>,
  resource: string,
  publicUrl: string,
): string | undefined {
  if (document.resource !== resource)
    return `It names the resource ${document.resource}, and Claude compares it with the URL as typed. Set publicUrl so that it fits.`;
  if (document.authorization_servers.length !== 1 || document.authorization_servers[0] !== publicUrl)
    return `It must name ${publicUrl} as its only authorization server: clients use the first and no other.`;
  return document.scopes_supported.includes("offline_access")
    ? "It lists offline_access, which belongs into the authorization server's document alone."
    : undefined;
}

function serverFault(
  document: z.output<typeof serverDocument>,
  publicUrl: string,
  canRegister: boolean,
): string | undefined {
  const needed: [boolean, string][] = [
    [
      document.issuer === publicUrl,
      `The issuer is ${document.issuer}, not ${publicUrl}: set publicUrl so that it fits.`,
    ],
    [
      document.scopes_supported.includes("offline_access"),
      "offline_access is missing: connections would die silently after an hour.",
    ],
    [
      document.code_challenge_methods_supported.includes("S256"),
      "S256 is missing: Claude refuses to connect.",
    ],
    [
      document.client_id_metadata_document_supported &&
        document.token_endpoint_auth_methods_supported.includes("none"),
      "The CIMD flag or the method none is missing: claude.ai says that it cannot reach the server.",
    ],
    [
      document.authorization_response_iss_parameter_supported,
      "The iss flag is missing: ChatGPT and others cannot tell whose answer they get.",
    ],
    [
      canRegister || document.registration_endpoint === undefined,
      "A registration endpoint stands here although registration is off; something between us changed the document.",
    ],
  ];
  return needed.find(([holds]) => !holds)?.[1];
}

async function challengeFault({ resource, metadataUrl }: Endpoint): Promise<string | undefined> {
  const response = await ask(resource, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
  await response.body?.cancel();
  if (response.status !== 401)
    return `It answers ${response.status} instead of 401, which is what starts a client's sign-in. ${REACH}`;
  return response.headers.get("www-authenticate")?.includes(`resource_metadata="${metadataUrl}"`)
    ? undefined
    : "The header WWW-Authenticate does not reach clients as we send it: the proxy must pass it on.";
}
