import type { Exchange } from "./recorder.ts";

/** What one exchange was held against, and what does not agree. */
export type Judgement = {
  oracle: string;
  problems: readonly string[];
  /** Looks at no more than the answer's headers, so that its body is still unchecked. */
  isOutside?: boolean;
};

/** What the program knows of one vendor's wire. */
export type Checker = {
  /** The route of an exchange, such as `GET /employees/{id}`: method and path with a name for every part that varies. */
  routeOf(exchange: Exchange): string;
  /** Empty where nothing speaks about this exchange. */
  judge(exchange: Exchange): Judgement[];
  /** Requests that travelled inside this one, as exchanges of their own. */
  parts?(exchange: Exchange): Exchange[];
  /** What is held against the vendor's data once everything has been seen. */
  atEnd?(): Verdict[];
};

export type Verdict = {
  name: string;
  outcome: "passed" | "failed" | "skipped";
  /** How often it was looked at. */
  count: number;
  why: readonly string[];
};

const WHY_MAX = 4;

/** One verdict per route, status and oracle. */
export function verdictsOn(exchanges: readonly Exchange[], checker: Checker): Verdict[] {
  const found = new Map<string, { count: number; problems: Map<string, number> }>();
  for (const exchange of exchanges) {
    for (const { oracle, problems } of checker.judge(exchange)) {
      const name = `${checker.routeOf(exchange)} ${exchange.status}: ${oracle}`;
      const entry = found.get(name) ?? { count: 0, problems: new Map<string, number>() };
      entry.count++;
      for (const problem of new Set(problems)) {
        entry.problems.set(problem, (entry.problems.get(problem) ?? 0) + 1);
      }
      found.set(name, entry);
    }
  }
  return [...found].map(([name, { count, problems }]) => ({ name, count, ...outcomeOf(problems) }));
}

function outcomeOf(problems: ReadonlyMap<string, number>): Pick<Verdict, "outcome" | "why"> {
  const all = [...problems].map(([problem, times]) =>
    times === 1 ? problem : `${problem} (${times} times)`,
  );
  const more = all.length > WHY_MAX ? [`and ${all.length - WHY_MAX} more`] : [];
  return { outcome: all.length === 0 ? "passed" : "failed", why: [...all.slice(0, WHY_MAX), ...more] };
}

/**
 * One verdict per route that our tools used, which fails where no answer of it, other than a refusal, was held against
 * anything, and no client that others wrote has used it.
 */
export function coverage(exchanges: readonly Exchange[], checker: Checker): Verdict[] {
  const answered = exchanges.filter(({ status }) => status < 400);
  const checked = new Set(
    answered
      .filter(
        (exchange) =>
          exchange.by === "foreign" || checker.judge(exchange).some(({ isOutside }) => !isOutside),
      )
      .map(checker.routeOf),
  );
  const used = new Set(exchanges.filter(({ by }) => by === "tools").map(checker.routeOf));
  return [...used].sort().map((route) => ({
    name: `${route} is checked`,
    outcome: checked.has(route) ? "passed" : "failed",
    count: 1,
    why: checked.has(route)
      ? []
      : ["a tool uses it, and no schema, recording or foreign client has checked an answer of it"],
  }));
}

/** Every exchange, and those that travelled inside one. */
export const withParts = (exchanges: readonly Exchange[], { parts = () => [] }: Checker): Exchange[] =>
  exchanges.flatMap((exchange) => [exchange, ...parts(exchange)]);
