import type { Exchange } from "./recorder.ts";
import { type Checker, withParts } from "./verdict.ts";

/**
 * The checks that nothing done to an exchange can make fail, by route, status and oracle. Bodies lose, change and gain keys, headers
 * vanish, and questions name what does not exist; a check that minds none of it checks nothing.
 */
export function neverFailing(exchanges: readonly Exchange[], checker: Checker): string[] {
  const minded = new Map<string, boolean>();
  for (const exchange of withParts(exchanges, checker)) {
    const about = `${checker.routeOf(exchange)} ${exchange.status}`;
    const open = checker.judge(exchange).filter(({ oracle }) => minded.get(`${about}: ${oracle}`) !== true);
    if (open.length === 0) continue;
    const failing = new Set(spoilt(exchange).flatMap((each) => failingOn(each, checker)));
    for (const { oracle } of open) minded.set(`${about}: ${oracle}`, failing.has(oracle));
  }
  return [...minded].filter(([, minds]) => !minds).map(([name]) => name);
}

const failingOn = (exchange: Exchange, checker: Checker): string[] =>
  checker.judge(exchange).flatMap(({ oracle, problems }) => (problems.length > 0 ? [oracle] : []));

function spoilt(exchange: Exchange): Exchange[] {
  const { request, body } = exchange;
  const bodies = [undefined, "broken", {}, [], { invented: 1 }, ...changed(body, 4)];
  const asked = changed(request.body, 1, "SELECT x.invented FROM transaction x");
  return [
    ...bodies.map((each) => ({ ...exchange, body: each })),
    ...asked.map((each) => ({ ...exchange, request: { ...request, body: each } })),
    { ...exchange, headers: new Headers() },
  ];
}

/** A value with each of its keys taken away, changed or joined by an unknown one, down to a depth; of a list only the first item. */
function changed(value: unknown, depth: number, other: unknown = { wrong: true }): unknown[] {
  if (depth === 0 || typeof value !== "object" || value === null) return [other];
  if (Array.isArray(value)) {
    return value.length === 0
      ? []
      : changed(value[0], depth - 1, other).map((first) => [first, ...value.slice(1)]);
  }
  const entries = Object.entries(value);
  return [
    { ...value, invented: 1 },
    ...entries.map(([gone]) => Object.fromEntries(entries.filter(([key]) => key !== gone))),
    ...entries.map(([key]) => ({ ...value, [key]: other })),
    ...entries.flatMap(([key, below]) =>
      changed(below, depth - 1, other).map((each) => ({ ...value, [key]: each })),
    ),
  ];
}
