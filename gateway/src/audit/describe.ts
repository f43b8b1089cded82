import type { KeyObject } from "node:crypto";
import { canonicalJson, withholder } from "@gatehouse/tool";
import { seal } from "../crypto/sealed-box.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange, Identity, Undertaking } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import type { AuditKind } from "./record.ts";

type AuditNeeds = Dependencies["audit"];

/** Where arguments make it longer, they are kept as their keyed hash only. */
const PERSONAL_CHARACTERS = 16_000;
const NO_LABELS: ReadonlySet<never> = new Set();

/** Makes one row of what is known about an exchange so far, and resolves once it is durable. */
export function record(
  exchange: Undertaking,
  kind: AuditKind,
  outcome: string,
  audit: AuditNeeds,
): Promise<void> {
  const { identity } = exchange;
  if (identity === undefined) throw new Error("a row needs to know who called");
  const key = audit.personKeys.get(identity.id);
  return key instanceof Promise
    ? key.then((found) => write(exchange, identity, kind, outcome, audit, found))
    : write(exchange, identity, kind, outcome, audit, key);
}

function write(
  exchange: Undertaking,
  identity: Identity,
  kind: AuditKind,
  outcome: string,
  audit: AuditNeeds,
  key: KeyObject,
): Promise<void> {
  const { requestId, origin, tool, call } = exchange;
  return audit.writer.write({
    requestId,
    at: (origin?.at ?? new Date()).toISOString(),
    kind,
    person: identity.id,
    system: tool?.system ?? null,
    // Only names we know: what a caller made up is personal, and stands there.
    tool: tool?.entry.name ?? (call?.method === "tools/call" ? "(unknown tool)" : (call?.method ?? "(none)")),
    outcome,
    facts: JSON.stringify(facts(exchange, identity, audit)),
    sealed: seal(key, personal(exchange, identity), requestId),
  });
}

/** What the decision stood on and what came of it. No personal data: these stay when a person's key is erased. */
function facts(
  { call, tool, decision, origin, startedAt, answer, withheld, change, approvers }: Undertaking,
  identity: Identity,
  { keys }: AuditNeeds,
) {
  const { rights, clientId, grantId, tokenId, authTime } = identity;
  const given = call?.params.arguments;
  return {
    schema: 1,
    why: decision?.why,
    roles: decision?.roles ?? rights.roles,
    policy: rights.policyVersion,
    phase: tool?.system === undefined ? undefined : rights.phases.get(tool.system),
    definition: tool?.definitionHash,
    arguments: given === undefined ? undefined : keys.hashArguments(canonicalJson(given)),
    client: clientId,
    grant: grantId,
    token: tokenId,
    signedInAt: authTime,
    protocol: call?.version,
    trace: origin?.trace,
    change: change?.id,
    approvers,
    bytes: answer?.bytes,
    withheld: withheld || undefined,
    ms: Math.round(performance.now() - startedAt),
  };
}

function personal({ call, tool, origin }: Undertaking, { email, name }: Identity): string {
  const known = {
    email,
    name,
    address: origin?.address,
    userAgent: origin?.userAgent,
    asked: tool === undefined ? namedIn(call) : undefined,
    arguments: maskedArguments(call?.params.arguments, tool?.entry.labels.input ?? {}),
  };
  const said = JSON.stringify(known);
  if (known.arguments === undefined || said.length <= PERSONAL_CHARACTERS) return said;
  return JSON.stringify({ ...known, arguments: "(too long)" });
}

/** What a caller called a tool that is none. A name may be any JSON value, so it is never turned into text by itself. */
function namedIn(call: Exchange["call"]): string | undefined {
  const name = call?.params.name;
  return (typeof name === "string" ? name : JSON.stringify(name))?.slice(0, 200) || undefined;
}

/** Labelled arguments are withheld even here: an audit must not become the place to read a secret. */
function maskedArguments(given: unknown, labels: Parameters<typeof withholder>[0]): unknown {
  const withhold = withholder(labels, NO_LABELS);
  if (withhold === undefined || given === undefined) return given;
  // Labels speak of an object's fields: of anything else nobody can say what in it is protected.
  if (!isObject(given)) return "(not an object)";
  const copy = structuredClone(given);
  return { ...copy, withheld: withhold(copy) };
}
