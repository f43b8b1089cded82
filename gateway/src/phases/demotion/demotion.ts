import { Counter } from "prom-client";
import type { Metrics } from "../../observe/metrics.ts";
import { closeOpenings } from "../close-openings.ts";
import type { PhaseBook } from "../phase-book.ts";
import type { PhaseNeeds } from "../phase-needs.ts";
import { upkeep } from "../upkeep.ts";
import { auditBroken, auditUnwritten } from "./audit-failure.ts";
import { catalogDrift, type DriftNeeds } from "./catalog-drift.ts";
import { failingWrites } from "./failing-writes.ts";

export type Finding = {
  system: string;
  cause: "failing_writes" | "catalog_drift" | "audit_failure";
  /** Ends the sentence "Gatehouse closed it by itself: ...". */
  reason: string;
};

export type Demotion = {
  /** Begins to look at once, and then again and again. */
  start(): void;
  /** One look at everything; resolves once what it found is closed. */
  look(): Promise<void>;
  close(): Promise<void>;
};

export type DemotionNeeds = PhaseNeeds &
  DriftNeeds & { book: Pick<PhaseBook, "state">; metrics: Pick<Metrics, "registry"> };

const TIMES = {
  everyMs: 15_000,
  /** What takes asking a server, or reading many rows. */
  thoroughMs: 5 * 60_000,
};

/** Closes by itself what should not be open any more. Every replica looks; each opening is closed by one of them. */
export function createDemotion(needs: DemotionNeeds): Demotion {
  const demotions = new Counter({
    name: "gatehouse_phase_demotions_total",
    help: "Phases closed by the gateway itself, by system and cause",
    labelNames: ["system", "cause"] as const,
    registers: [needs.metrics.registry],
  });
  let later: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const closing = new AbortController();
  let thoroughAt = Number.NEGATIVE_INFINITY;
  let seen: readonly unknown[] = [];

  async function demote({ system, cause, reason }: Finding): Promise<void> {
    const closed = await closeOpenings({ system, to: 1, as: "demoted", reason }, needs);
    if (closed.length === 0) return;
    demotions.inc({ system, cause }, closed.length);
    needs.log.error({ system, cause, reason, closed }, "a phase was closed by the gateway itself");
  }

  async function lookAt(isThorough: boolean): Promise<void> {
    await upkeep(needs);
    const { open } = needs.book.state();
    const phases = new Map<string, number>();
    for (const { system, phase } of open) phases.set(system, Math.max(phase, phases.get(system) ?? 1));
    const systems = [...phases.keys()];
    if (systems.length === 0) return;
    // What has just been opened is looked at thoroughly as well.
    const wantsAll = isThorough || open !== seen || performance.now() - thoroughAt > TIMES.thoroughMs;
    const quick = [failingWrites(systems, needs), auditUnwritten(systems, needs)];
    const looks = wantsAll
      ? [...quick, catalogDrift(phases, needs, closing.signal), auditBroken(systems, needs)]
      : quick;
    const results = await Promise.allSettled(looks);
    for (const result of results) {
      if (result.status === "fulfilled") for (const finding of result.value) await demote(finding);
      else needs.log.warn({ error: result.reason }, "it could not be seen whether a phase must be closed");
    }
    if (!wantsAll) return;
    thoroughAt = performance.now();
    seen = open;
  }

  /** One at a time; never rejects. */
  const run = (isThorough: boolean): Promise<void> => {
    running = running
      .then(() => (closing.signal.aborted ? undefined : lookAt(isThorough)))
      .catch((error) => needs.log.warn({ error }, "phases were not looked after; trying again"));
    return running;
  };
  const keepLooking = () => {
    void run(false).then(() => {
      if (!closing.signal.aborted) later = setTimeout(keepLooking, TIMES.everyMs);
    });
  };
  return {
    start: keepLooking,
    look: () => run(true),
    async close() {
      closing.abort();
      clearTimeout(later);
      await running;
    },
  };
}
