import { LABELS, TOOL_NAME } from "@gatehouse/tool";
import { z } from "zod";
import { secretSchema as secret } from "../config/secret.ts";
import { fits, textThat } from "../config/text.ts";
import type { Fault } from "../config/values.ts";
import { LOOPBACK_HOSTS } from "../loopback.ts";
import { addressIn, isLoopbackAddress, isPublicAddress } from "./addresses.ts";

const hostFault: Fault = (text) => {
  const url = URL.parse(`https://${text}`);
  return /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/.test(text) && url !== null
    ? undefined
    : "must be one exact host in lower case, with its port unless that is 443, such as mcp.example.com";
};

/** Whom the gateway may talk to beyond its own servers, vendors and login: exact hosts, no patterns. Empty means nobody. */
export const egressSchema = z
  .strictObject({
    hosts: z.array(z.string().refine(...fits(hostFault))).default([]),
    /** Lets listed hosts be on this machine; refused in production. */
    allowLoopback: z.boolean().default(false),
  })
  .prefault({});

/** Everything that shows in the text itself; whether the host may be reached is settled with the environment at hand. */
export const thirdPartyUrlFault: Fault = (text) => {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    return "must be an https address, such as https://mcp.example.com/mcp";
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password";
  if (url.search !== "" || url.hash !== "")
    return "must end with its path: keys belong into `headers` or `bearer`";
  if (url.protocol === "http:" && !LOOPBACK_HOSTS.has(url.hostname))
    return "must be https, except on loopback";
  const literal = addressIn(url.hostname);
  if (literal !== undefined && !isPublicAddress(literal) && !isLoopbackAddress(literal))
    return "is an inner address; servers of third parties are reached at public ones only";
  return undefined;
};

/** What the SDK, HTTP and the gateway write themselves; a setting of the same name would contradict them. */
const RESERVED =
  /^(host|content-.*|accept|accept-encoding|connection|transfer-encoding|mcp-.*|cookie|origin|te|upgrade)$/;

const header = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, "must be a header's name in lower case")
  .refine((name) => !RESERVED.test(name), "is not for a setting to say");

const labels = z.strictObject({ output: z.record(z.string(), z.enum(LABELS)).default({}) }).prefault({});

const tool = z
  .strictObject({
    phase: z.literal([1, 2, 3]),
    risk: z.enum(["read", "reversible", "irreversible"]),
    /** Instead of the server's own. */
    title: z.string().min(1).max(100).optional(),
    /** Which fields of its structured answer are protected, as in a catalog. */
    labels,
  })
  .superRefine(({ phase, risk }, context) => {
    const wrong = (message: string) => context.addIssue({ code: "custom", path: ["phase"], message });
    if ((risk === "read") !== (phase === 1)) wrong("reads belong to phase 1, and nothing else does");
    if (risk === "irreversible" && phase !== 3) wrong("irreversible changes belong to phase 3");
  });

/** An MCP server of somebody else's, spoken to in whichever era it speaks. Every tool is closed until it stands here and was approved. */
export const thirdPartySchema = z
  .strictObject({
    url: textThat(thirdPartyUrlFault),
    title: z.string().min(1).max(60).optional(),
    /** Sent with every request, for everybody alike: the server does not learn who asks. */
    headers: z.record(header, secret).default({}),
    bearer: secret.optional(),
    /** Sessions kept open at once, one a person; the longest unused one makes room. */
    sessions: z.int().min(1).max(10_000).default(200),
    /** By the name under which the server lists it. */
    tools: z.record(z.string().min(1).max(128), tool),
  })
  .refine(({ headers, bearer }) => bearer === undefined || headers.authorization === undefined, {
    path: ["bearer"],
    error: "stands beside an `authorization` header; only one of the two can be sent",
  });
export type ThirdPartyConfig = z.output<typeof thirdPartySchema>;

type SystemParts = {
  url?: unknown;
  catalog?: unknown;
  credentials?: unknown;
  relays?: boolean;
  thirdParty?: unknown;
};

/** A system is a server of ours, by url and catalog, or somebody else's, by `thirdParty`; never both, never neither. */
export function checkKind(system: SystemParts, context: z.RefinementCtx): void {
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  if (system.thirdParty === undefined) {
    if (system.url === undefined)
      wrong("url", "is missing: the origin of its MCP server, or else `thirdParty`");
    if (system.catalog === undefined) wrong("catalog", "is missing: the folder of its reviewed catalog");
    return;
  }
  for (const name of ["url", "catalog", "credentials"] as const)
    if (system[name] !== undefined)
      wrong(name, "is for servers of our own; a third party's has all it needs in `thirdParty`");
  if (system.relays)
    wrong("relays", "is for servers of our own: of a third party nothing but tools is passed on");
}

/**
 * What the gateway calls a third party's tool: the system, an underscore and the server's name for it, in which every character
 * that some client refuses has become an underscore.
 */
export const gatewayName = (system: string, tool: string): string =>
  `${system}_${tool.replace(/[^a-zA-Z0-9_-]/g, "_")}`;

type Wrong = (where: readonly PropertyKey[], reason: string) => void;

/** Checks the names that tools of third parties get here. Cutting a long one would give two tools one name. */
export function checkThirdParties(
  systems: Readonly<Record<string, { thirdParty?: ThirdPartyConfig | undefined }>>,
  wrong: Wrong,
): void {
  for (const [id, { thirdParty }] of Object.entries(systems))
    for (const tool of Object.keys(thirdParty?.tools ?? {}))
      if (!TOOL_NAME.test(gatewayName(id, tool)))
        wrong(
          ["systems", id, "thirdParty", "tools", tool],
          `would be ${gatewayName(id, tool)}, which is longer than the 64 characters that clients accept; give the system a shorter id`,
        );
}
