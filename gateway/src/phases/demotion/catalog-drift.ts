import type { CatalogEntry } from "@gatehouse/tool";
import type { Call, Identity } from "../../exchange.ts";
import { isObject } from "../../protocol/message.ts";
import { META, MODERN } from "../../protocol/versions.ts";
import type { Assertions } from "../../systems/assertions.ts";
import type { Connection } from "../../systems/connection.ts";
import { definitionHash } from "../../systems/known-tool.ts";
import { bodyFor, headersFor } from "../../systems/outgoing.ts";
import type { Systems } from "../../systems/systems.ts";
import type { PhaseNeeds } from "../phase-needs.ts";
import { phaseHere } from "../phase-needs.ts";
import type { Finding } from "./demotion.ts";

export type DriftNeeds = Pick<PhaseNeeds, "config" | "catalogs" | "log"> & {
  systems: Pick<Systems, "get">;
  assertions: Pick<Assertions, "forRead">;
};

const LIMITS = { listMs: 10_000, pages: 20 };

/** The gateway itself, as servers see it: somebody without a role, who reads the list and nothing else. */
const ITSELF = {
  id: "00000000-0000-4000-8000-000000000000",
  email: "",
  roles: [],
  rights: { policyVersion: "none", sees: new Set() },
} as unknown as Identity;

/**
 * Systems whose server offers other tools than were reviewed, among those of the phases open there. A server that does not answer
 * has not drifted; its calls fail by themselves. Tools of third parties are pinned one by one elsewhere.
 */
export async function catalogDrift(
  open: ReadonlyMap<string, number>,
  needs: DriftNeeds,
  /** Nobody wants to know any more: a server that is silent must not hold whoever stops. */
  ended: AbortSignal,
): Promise<Finding[]> {
  const found = await Promise.all(
    [...open].map(async ([id, phase]): Promise<Finding[]> => {
      const system = needs.systems.get(id);
      if (system?.kind !== "own") return [];
      const listed = await listOf(system, needs, ended).catch((error) => {
        if (!ended.aborted)
          needs.log.warn({ error, system: id }, "a system's tools could not be compared with its catalog");
        return undefined;
      });
      const drifted = listed === undefined ? [] : driftIn(id, phase, listed, needs);
      if (drifted.length === 0) return [];
      const reason = `its server offers other tools than were reviewed: ${drifted.slice(0, 5).join(", ")}`;
      return [{ system: id, cause: "catalog_drift", reason }];
    }),
  );
  return found.flat();
}

function driftIn(
  system: string,
  phase: number,
  listed: ReadonlyMap<string, CatalogEntry>,
  { catalogs, config }: DriftNeeds,
): string[] {
  const reviewed = catalogs[system]?.tools.filter((tool) => phaseHere(config(), system, tool) <= phase) ?? [];
  return reviewed
    .filter((entry) => {
      const running = listed.get(entry.name);
      return running === undefined || definitionHash(running) !== definitionHash(entry as CatalogEntry);
    })
    .map(({ name }) => name);
}

/** Everything the server lists, by name; undefined where it said something else. */
async function listOf(
  system: { id: string; connection: Connection },
  { assertions }: DriftNeeds,
  ended: AbortSignal,
): Promise<Map<string, CatalogEntry> | undefined> {
  const token = await assertions.forRead(ITSELF, system.id, 1);
  const tools = new Map<string, CatalogEntry>();
  let cursor: string | undefined;
  for (let page = 0; page < LIMITS.pages; page += 1) {
    const call: Call = {
      era: "modern",
      version: MODERN,
      id: page,
      method: "tools/list",
      params: { ...(cursor !== undefined && { cursor }), _meta: { [META.capabilities]: {} } },
    };
    ended.throwIfAborted();
    const { message } = await system.connection.send({
      body: bodyFor(call),
      headers: headersFor(call, token),
      timeoutMs: LIMITS.listMs,
      caller: undefined,
      ended,
      onNotification: () => undefined,
    });
    const { result } = message;
    if (!isObject(result) || !Array.isArray(result.tools)) return undefined;
    for (const tool of result.tools) if (isObject(tool)) tools.set(String(tool.name), tool as CatalogEntry);
    if (typeof result.nextCursor !== "string") return tools;
    cursor = result.nextCursor;
  }
  return undefined;
}
