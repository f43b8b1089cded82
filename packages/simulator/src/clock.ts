/**
 * A clock that starts at nine in the morning (UTC) of an ISO date and runs from there, so that its times never precede what was seeded
 * for that day.
 */
export function clock(today: string): () => Date {
  const start = Date.parse(`${today}T09:00:00Z`);
  const begun = Date.now();
  return () => new Date(start + Date.now() - begun);
}
