import { createHash } from "node:crypto";
import { ASSERTION, ASSERTION_CHECKS, type Caller, type Phase, STEPS, ToolError } from "@gatehouse/tool";
import type { AccessToken } from "@gatehouse/upstream";
import { createLocalJWKSet, type JWK, jwtVerify } from "jose";
import { z } from "zod";
import type { KnownTool } from "../systems/known-tool.ts";
import type { ConnectionRow, Connections } from "./connections.ts";
import { rememberedAs } from "./refreshing.ts";
import type { Source } from "./sources.ts";

/** What a server gets for the assertion it was called with. */
export type Exchanged = { token: AccessToken; identity: Source["identity"]; expiresInSeconds: number };

type Needs = {
  publicKeys(): { keys: JWK[] };
  sources: ReadonlyMap<string, Source>;
  connections: Connections;
  tool(name: string): KnownTool | undefined;
  /** Where people connect an account of this system. */
  linkFor(system: string): string;
};

const LIMITS = {
  /**
   * A server keeps a token for half as long and then asks again, which costs one query: so an account that was disconnected is
   * read for a minute more at most.
   */
  keepSeconds: 120,
};

const claims = z.object({
  sub: z.uuid(),
  aud: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  phase: z.literal([1, 2, 3]),
  step: z.enum(STEPS).optional(),
  tool: z.string().optional(),
});
type Claims = z.output<typeof claims>;

/**
 * Trades the gateway's own assertion for the person's access token at one vendor (RFC 8693). Only the server that was called
 * has such an assertion, for a minute, and it names the one system whose tokens it opens: possession is the proof, no server has
 * a secret of its own. The same one may be shown again while it lives; it gives the same token to the same server.
 */
export function assertionExchange(needs: Needs) {
  return async function exchangeAssertion(assertion: string, refused?: string): Promise<Exchanged> {
    const asked = await verified(assertion, needs.publicKeys());
    const source = needs.sources.get(asked.system);
    if (source === undefined)
      throw new ToolError(
        "not_allowed",
        "The gateway holds no credentials for this system; nothing was done.",
        {
          next: "Ask IT to set them up, or to give the server its own.",
        },
      );
    const phase = phaseOf(asked, needs.tool);
    if (source.identity === "service" && changes(asked))
      throw new ToolError(
        "not_allowed",
        `Nothing is changed in ${source.system.title} under a shared sign-in.`,
      );
    const { isActive, connection } = await needs.connections.standing({
      person: asked.sub,
      system: source.place,
    });
    if (!isActive) throw new ToolError("not_allowed", "Your access is switched off; nothing was done.");
    requireConnection(source, connection, phase, needs.linkFor);

    const caller: Caller = {
      id: rememberedAs(asked.sub, connection?.id ?? ""),
      email: asked.email,
      roles: asked.roles,
    };
    const tokens = source.tokens(phase);
    try {
      let token = await tokens.token(caller);
      if (refused !== undefined && digest(token.value) === refused) token = await tokens.renew(caller, token);
      const leftSeconds = Math.floor((token.expiresAt - Date.now()) / 1_000);
      const expiresInSeconds = Math.max(0, Math.min(LIMITS.keepSeconds, leftSeconds));
      return { token, identity: source.identity, expiresInSeconds };
    } catch (error) {
      throw withWayForward(error, source, needs.linkFor);
    }
  };
}

const digest = (value: string): string => createHash("sha256").update(value).digest("base64url");

async function verified(assertion: string, keys: { keys: JWK[] }): Promise<Claims & { system: string }> {
  const checked = await jwtVerify(assertion, createLocalJWKSet(keys), {
    ...ASSERTION_CHECKS,
  }).catch((cause) => {
    throw refusal(cause);
  });
  const parsed = claims.safeParse(checked.payload);
  if (!parsed.success) throw refusal(parsed.error);
  const prefix = ASSERTION.audience("");
  if (!parsed.data.aud.startsWith(prefix)) throw refusal("another audience");
  return { ...parsed.data, system: parsed.data.aud.slice(prefix.length) };
}

const refusal = (cause: unknown) =>
  new ToolError(
    "unauthenticated",
    "This is no assertion of this gateway that counts now; nothing was given.",
    {
      cause,
      next: "Repeat the call.",
    },
  );

const changes = ({ step }: Claims): boolean => step === "commit" || step === "undo";

/** Reads and previews get what reading needs; a commit or an undo what its tool's phase needs, and never above the assertion's. */
function phaseOf(asked: Claims & { system: string }, toolNamed: Needs["tool"]): Phase {
  if (!changes(asked)) return 1;
  const tool = asked.tool === undefined ? undefined : toolNamed(asked.tool);
  if (tool?.system !== asked.system || tool.entry.phase > asked.phase)
    throw refusal("a step of no open tool");
  return tool.entry.phase;
}

function requireConnection(
  { system, prerequisite }: Source,
  connection: ConnectionRow | undefined,
  phase: Phase,
  linkFor: Needs["linkFor"],
): void {
  if (prerequisite === "nothing") return;
  const { id, title, scopes } = system;
  if (connection?.state !== "connected") {
    const said = connection === undefined ? "is not connected" : "was disconnected by its vendor";
    const next =
      prerequisite === "connection"
        ? `Open ${linkFor(id)} and connect it, then repeat the call.`
        : `Open ${linkFor(id)} and sign in again, then repeat the call.`;
    throw new ToolError("not_connected", `Your ${title} account ${said}; nothing was done.`, { next });
  }
  // The person granted what was open when they connected; more must be asked of them.
  const more = scopes[phase].filter((scope) => !scopes[1].includes(scope));
  if (prerequisite === "connection" && more.some((scope) => !covers(connection.scopes, scope)))
    throw new ToolError(
      "not_connected",
      `Your ${title} account is connected for reading only; nothing was done.`,
      {
        next: `Open ${linkFor(id)} and connect it again, then repeat the call.`,
      },
    );
}

/** Microsoft answers with or without the resource in front. */
const covers = (granted: readonly string[], scope: string): boolean =>
  granted.some((one) => one.split("/").at(-1) === scope.split("/").at(-1));

function withWayForward(
  error: unknown,
  { system, prerequisite }: Source,
  linkFor: Needs["linkFor"],
): unknown {
  if (!(error instanceof ToolError) || error.code !== "not_connected" || prerequisite === "nothing")
    return error;
  const { message, cause, next } = error;
  const way = `${next} It is done at ${linkFor(system.id)}`;
  return new ToolError("not_connected", message, { cause, next: way });
}
