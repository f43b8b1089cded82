import { createHash } from "node:crypto";
import { canonicalJson, type Phase, ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import type { AuditKeys } from "../audit/keys.ts";
import type { AuditWriter } from "../audit/writer.ts";
import type { Config } from "../config/config.ts";
import type { Log } from "../observe/log.ts";
import type { Policy } from "../rules/policy.ts";
import type { Catalog, Entry } from "../systems/catalog.ts";

/** What phases are opened and closed with. */
export type PhaseNeeds = {
  pool: Pool;
  /** The rules in force, and the configuration they were made of. */
  policy: () => Policy;
  config: () => Config;
  catalogs: Readonly<Record<string, Catalog>>;
  audit: {
    writer: AuditWriter;
    keys: Pick<AuditKeys, "mac">;
    /** The writer was made a moment ago, for one command: it knows nothing of rows that wait in a gateway. */
    isOfCommand?: boolean;
  };
  log: Log;
};

export const PROPOSAL_DAYS = 14;

/** The reviewed catalog of a system. Throws `not_found` where there is none. */
export function catalogOf({ catalogs }: Pick<PhaseNeeds, "catalogs">, system: string): Catalog {
  const found = Object.hasOwn(catalogs, system) ? catalogs[system] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(catalogs).join(", ");
  throw new ToolError("not_found", `No system is named ${system}; there are ${known}.`);
}

/** The phase a tool belongs to here: its own, or the higher one that the configuration raises it to. */
export const phaseHere = ({ systems }: Config, system: string, { name, phase }: Entry): Phase =>
  Math.max(phase, systems[system]?.raise[name] ?? 1) as Phase;

export const toolsOf = (needs: PhaseNeeds, system: string, phase: Phase): readonly Entry[] =>
  catalogOf(needs, system).tools.filter((tool) => phaseHere(needs.config(), system, tool) === phase);

/** Tools of this phase whose changes wait for an approval: all of phase 3, and any of which nobody can say what it would change. */
export const approvedTools = (
  needs: PhaseNeeds,
  { system, phase }: { system: string; phase: 2 | 3 },
): readonly Entry[] => {
  const isForeign = needs.config().systems[system]?.thirdParty !== undefined;
  const tools = toolsOf(needs, system, phase);
  return phase === 3 ? tools : tools.filter(({ risk }) => isForeign && risk !== "read");
};

/** Which catalog a contract result speaks of: a change of any tool makes another. */
export const catalogHash = ({ tools }: Catalog): string =>
  createHash("sha256").update(canonicalJson(tools)).digest("base64url");
