import type { PhaseEvent, ProposalView, ReadinessReport, SystemPhases, Waiver } from "../phases/phases.ts";
import { say } from "./output.ts";
import { actingAs, withPhases } from "./phase-office.ts";
import { minute, table } from "./table.ts";

type Looking = { config: string; json?: boolean };
type Doing = { config: string; by: string };

/** Prints where each system stands, or one. */
export const phaseStatus = (system: string | undefined, { config, json }: Looking): Promise<void> =>
  withPhases(config, async (phases) => {
    const all = (await phases.overview()).filter((one) => system === undefined || one.system === system);
    if (all.length === 0) throw new Error(`no system is named ${system}`);
    if (json) return all.forEach((one) => void say(JSON.stringify(one)));
    for (const line of all.flatMap(standingLines)) say(line);
  });

/** Prints what is ready for a phase and what is missing. */
export const phaseReport = (
  system: string,
  phase: string,
  { config, role, json }: Looking & { role?: string },
): Promise<void> =>
  withPhases(config, async (phases) => {
    const report = await phases.report(system, phaseOf(phase), role);
    if (json) return say(JSON.stringify(report));
    for (const line of reportLines(report, {})) say(line);
  });

type Proposing = Doing & {
  reason: string;
  ticket: string;
  role?: string;
  until?: string;
  waive?: readonly string[];
};

export const proposePhase = (
  system: string,
  phase: string,
  { reason, ticket, role, until, waive = [], ...options }: Proposing,
): Promise<void> =>
  actingAs(options, async (phases, acting) => {
    const wish = { system, phase: phaseOf(phase), role, reason, ticket, endsAt: endOf(until) };
    const proposal = await phases.propose(acting, { ...wish, waivers: waiversIn(waive) });
    for (const line of reportLines(proposal.report, proposal.waivers)) say(line);
    say(`proposed: ${proposal.id}, until ${minute(proposal.expiresAt)} UTC. Nothing is open yet.`);
    say(`another administrator confirms it: gatehouse phase confirm ${proposal.id} --by MAIL`);
  });

export const confirmPhase = (id: string, options: Doing): Promise<void> =>
  actingAs(options, async (phases, acting) => {
    say(`open: ${proposalText(await phases.confirm(acting, id))}`);
  });

export const withdrawPhase = (id: string, options: Doing): Promise<void> =>
  actingAs(options, async (phases, acting) => {
    say(`withdrawn: ${proposalText(await phases.withdraw(acting, id))}`);
  });

export const closePhase = (
  system: string,
  { to, reason, ...options }: Doing & { to: string; reason: string },
): Promise<void> =>
  actingAs(options, async (phases, acting) => {
    if (to !== "1" && to !== "2") throw new Error("--to must be 1 or 2");
    const count = await phases.close(acting, system, to === "1" ? 1 : 2, reason);
    say(`closed ${count} openings of ${system}; it is open in phase ${to} at most.`);
  });

export const pullBrake = (
  system: string,
  { reason, ...options }: Doing & { reason: string },
): Promise<void> =>
  actingAs(options, async (phases, acting) => {
    const count = await phases.brake(acting, system, reason);
    const where = system === "all" ? "every system" : system;
    say(`closed ${count} openings: ${where} is open for reading only, on every gateway within a second.`);
    say("opening again needs a new proposal and two administrators.");
  });

/** Prints what happened to a system's phases, the oldest first. */
export const phaseHistory = (system: string, { config, json }: Looking): Promise<void> =>
  withPhases(config, async (phases) => {
    const events = (await phases.history(system)).toReversed();
    if (json) return events.forEach((event) => void say(JSON.stringify(event)));
    const rows = events.map((event) => [
      minute(event.at),
      event.what,
      `phase ${event.phase}${event.role === undefined ? "" : ` (${event.role})`}`,
      event.by?.name ?? "Gatehouse",
      whyOf(event),
    ]);
    for (const line of table([["when (UTC)", "what", "which", "by", "why"], ...rows])) say(line);
  });

type Recording = Doing & { passed: string; failed: string; ranAt: string; target: string };

export const recordContract = (
  system: string,
  { passed, failed, ranAt, target, ...options }: Recording,
): Promise<void> =>
  actingAs(options, async (phases, acting) => {
    if (target !== "sandbox" && target !== "simulator")
      throw new Error("--target must be sandbox or simulator");
    const run = {
      system,
      target,
      passed: countOf(passed),
      failed: countOf(failed),
      ranAt: momentOf(ranAt),
    } as const;
    await phases.recordContract(acting, run);
    say(
      `recorded for ${system}: ${passed} passed, ${failed} failed on the ${target}, with the present catalog`,
    );
  });

function standingLines({ system, title, phase, openings, proposals, lastClosed }: SystemPhases): string[] {
  return [
    `${system} (${title}): phase ${phase} for everybody`,
    ...openings.map(
      (one) =>
        `  open: phase ${one.phase}${one.role === undefined ? "" : `, only ${one.role}`} since ${minute(one.openedAt)} UTC${one.endsAt ? ` until ${minute(one.endsAt)} UTC` : ""}, by ${one.openers.map(({ name }) => name).join(" and ")}: ${one.reason} (${one.ticket})`,
    ),
    ...proposals.map((one) => `  waits: ${proposalText(one)}, proposed by ${one.proposedBy.name}: ${one.id}`),
    ...(lastClosed ? [`  closed: ${minute(lastClosed.at)} UTC. ${lastClosed.sentence}`] : []),
  ];
}

const proposalText = ({ system, phase, role, reason, ticket }: ProposalView): string =>
  `phase ${phase} of ${system}${role === undefined ? "" : `, only ${role}`}: ${reason} (${ticket})`;

function reportLines(
  { system, phase, role, items }: ReadinessReport,
  waivers: Readonly<Record<string, Waiver>>,
): string[] {
  const rows = items.map(({ name, ok, found, needed }) => {
    const waived = waivers[name];
    const state = ok ? "ok" : waived ? "waived" : "missing";
    return [
      state,
      name,
      `${found}${ok ? "" : `; needed: ${needed}`}${waived ? `; waived: ${waived.reason}` : ""}`,
    ];
  });
  const missing = items.filter(({ ok, name }) => !ok && waivers[name] === undefined).length;
  return [
    `phase ${phase} of ${system}${role === undefined ? "" : `, only ${role}`}: ${missing === 0 ? "ready" : `${missing} missing`}`,
    ...table(rows),
  ];
}

function whyOf({ reason, ticket, waivers }: PhaseEvent): string {
  const waived = Object.entries(waivers).map(([item, { reason: why }]) => `${item} waived: ${why}`);
  return [reason, ticket && `(${ticket})`, ...waived].filter(Boolean).join(" ") || "-";
}

function phaseOf(text: string): 2 | 3 {
  if (text === "2" || text === "3") return text === "2" ? 2 : 3;
  throw new Error("the phase must be 2 or 3; phase 1 is always open");
}

/** `item=reason`, each once. */
function waiversIn(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text) => {
    const [item = "", ...rest] = text.split("=");
    if (rest.length === 0) throw new Error(`--waive ${text} gives no reason: write item=reason`);
    return [item.trim(), rest.join("=")] as const;
  });
  return Object.fromEntries(pairs);
}

function endOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  // A day is over at its end.
  return momentOf(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999Z` : text);
}

function momentOf(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Error(`${text} is no date; write 2026-12-31 or 2026-12-31T18:00Z`);
  return at;
}

function countOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`${text} is no number of tests`);
  return Number(text);
}
