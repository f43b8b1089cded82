import { randomUUID } from "node:crypto";
import { Gauge } from "prom-client";
import type { RecordDirectoryEvent } from "../directory/directory-audit.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { ChangeListener } from "../store/changes.ts";
import type { Database } from "../store/database.ts";
import { createEgress, type Egress } from "./egress.ts";
import { lookingAfter } from "./looking-after.ts";
import type { Quarantine } from "./pins.ts";
import { watchServer } from "./server-watch.ts";
import type { ThirdPartiesSettings } from "./settings.ts";
import { createThirdPartySystem, type ThirdPartySystem } from "./third-party-system.ts";

type Needs = {
  database: Pick<Database, "pool">;
  record: RecordDirectoryEvent;
  /** Whether notices of changes are known to arrive. */
  isSure(): boolean;
  log: Log;
};

/** All servers of third parties behind this gateway, and what keeps them true. */
export type ThirdParties = ChangeListener & {
  systems: readonly ThirdPartySystem[];
  /** Shows how many tools are closed because their server changed them. */
  measure(metrics: Pick<Metrics, "registry">): void;
  close(): Promise<void>;
};

/**
 * Opens them: resolves once what was approved before is known, and looks at each server from then on. A server that does not answer
 * keeps nobody from starting.
 */
export async function openThirdParties(
  { egress: rules, servers }: ThirdPartiesSettings,
  { database: { pool }, record, isSure, log }: Needs,
): Promise<ThirdParties> {
  const parts = servers.map((settings) => {
    const egress = createEgress(rules, settings);
    const watch = watchServer(settings, {
      pool,
      egress,
      log,
      onQuarantine: (found) => record(quarantineEvent(found, "gateway")),
      onListChanged: () => looking.told(),
    });
    const system = createThirdPartySystem(settings, {
      pool,
      egress,
      log,
      isSure,
      onUnseen: () => looking.soon(),
    });
    const looking = lookingAfter(
      async () => {
        await watch.look();
        await system.reload();
      },
      (error) =>
        log.warn({ error, system: settings.id }, "a third party's tools could not be listed; trying again"),
    );
    return { egress, watch, system, looking };
  });
  await Promise.all(
    parts.map(({ system }) =>
      system
        .reload()
        .catch((error) =>
          log.error({ error, system: system.id }, "what is approved of a third party is not known yet"),
        ),
    ),
  );
  for (const { looking } of parts) looking.soon();
  const systems = parts.map(({ system }) => system);
  const again = (system: ThirdPartySystem) => {
    system.doubt();
    system
      .reload()
      .catch((error) =>
        log.warn({ error, system: system.id }, "what is approved of a third party could not be read"),
      );
  };
  return {
    systems,
    onChange(kind, id) {
      if (kind === "tools") for (const system of systems) if (system.id === id) again(system);
      // Whatever changed about a person, a session is quickly made anew; one of somebody who has left must not stay.
      if (kind === "person") for (const system of systems) system.endSessions(id);
    },
    onDoubt() {
      for (const system of systems) {
        again(system);
        system.endSessions();
      }
    },
    measure: ({ registry }) => measure(systems, registry),
    async close() {
      await Promise.all(parts.map((part) => closePart(part)));
    },
  };
}

async function closePart({
  looking,
  watch,
  system,
  egress,
}: {
  looking: ReturnType<typeof lookingAfter>;
  watch: ReturnType<typeof watchServer>;
  system: ThirdPartySystem;
  egress: Egress;
}): Promise<void> {
  await looking.close();
  await Promise.all([watch.close(), system.connection.close()]);
  await egress.close();
}

/** A quarantine for the audit. It takes something away, so it happens even where it cannot be recorded. */
export const quarantineEvent = (
  { system, tool, approvedHash, seenHash, changed }: Quarantine,
  by: string,
) => ({
  what: "tool_quarantined",
  person: undefined,
  by,
  reference: randomUUID(),
  facts: { system, tool, approved: approvedHash, seen: seenHash, changed },
  takesAway: true,
});

function measure(systems: readonly ThirdPartySystem[], registry: Metrics["registry"]): void {
  new Gauge({
    name: "gatehouse_quarantined_tools",
    help: "Approved tools of third parties that are closed because their server changed them",
    labelNames: ["system"] as const,
    registers: [registry],
    collect() {
      for (const { id, standings } of systems)
        this.set(
          { system: id },
          [...standings().values()].filter((standing) => standing === "changed").length,
        );
    },
  });
}
