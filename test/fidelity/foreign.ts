import type { Verdict } from "./verdict.ts";

/** One thing a client of others does against a simulator. It throws where the client, or what it made of the answers, fails. */
export type ForeignCall = { name: string; call(): Promise<void> };

/** Every call after the one before it, because later ones use what earlier ones made. */
export async function verdictsOfCalls(client: string, calls: readonly ForeignCall[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { name, call } of calls) {
    const why = await call().then(
      () => [],
      (error: Error) => [error.message.split("\n", 3).join(" ")],
    );
    verdicts.push({
      name: `${client} ${name}`,
      outcome: why.length === 0 ? "passed" : "failed",
      count: 1,
      why,
    });
  }
  return verdicts;
}
