import type { Phase } from "@gatehouse/tool";
import { type Closing, isFor, type PhaseState, phaseFor } from "./openings.ts";

type Asked = { system: string; title: string; needed: Phase; open: Phase; roles: readonly string[] };

const MEANING = { 1: "reading", 2: "low-risk changes", 3: "high-impact changes" } as const;

/**
 * Why a phase is not open for somebody with these roles, in sentences: how far the system is open, since when, and what closed
 * it. `open` is how far it is open for this person.
 */
export function whyClosed(state: PhaseState, { system, title, needed, open, roles }: Asked): string {
  const wants = `This tool needs phase ${needed}, ${MEANING[needed]}. Nothing was changed.`;
  const stands = `${title} is open for ${MEANING[open]} only (phase ${open})`;
  if (phaseFor(state.open, system, roles) >= needed)
    return `${stands} for you, by an exception in the configuration. ${wants}`;
  const closing = state.closings
    .filter((one) => one.system === system && one.phase >= needed && isFor(one, roles))
    .toSorted((a, b) => b.closedAt.getTime() - a.closedAt.getTime())[0];
  const trial = state.open.some((one) => one.system === system && one.phase >= needed)
    ? ` Phase ${needed} is on trial with some people first.`
    : "";
  if (closing !== undefined)
    return `${stands} since ${day(closing.closedAt)}: ${howClosed(closing)}${trial} ${wants}`;
  return `${stands}; phase ${needed} has not been opened${trial ? " for you" : ""} yet.${trial} ${wants}`;
}

/** What ended an opening, as a sentence that stands behind a colon. */
export function howClosed({ closedAs, by = "somebody", reason }: Closing): string {
  const why = reason === undefined ? "." : `: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`;
  if (closedAs === "brake") return `the brake was pulled by ${by}${why}`;
  if (closedAs === "demoted") return `Gatehouse closed it by itself${why}`;
  if (closedAs === "ended") return "it was opened until then only.";
  return `it was closed by ${by}${why}`;
}

const day = (at: Date): string => at.toISOString().slice(0, 10);
