import type { PhaseNeeds } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

type Row = { channel: string; ok: boolean; tested_at: Date; is_fresh: boolean };

/** Whether the last test of each way to approvers was lately and went well. The page needs none: it is where requests are. */
export async function channelsTested(
  _asked: Asked,
  { config, pool }: PhaseNeeds,
): Promise<readonly ReadinessItem[]> {
  const { phases, channels } = config();
  const used = Object.entries(channels).flatMap(([name, settings]) => (settings === undefined ? [] : [name]));
  const { rows } = await pool.query<Row>(
    `select distinct on (channel) channel, ok, tested_at, tested_at > now() - make_interval(days => $1) as is_fresh
     from channel_test order by channel, tested_at desc`,
    [phases.channelDays],
  );
  const tests = new Map(rows.map((row) => [row.channel, row]));
  const said = used.map((name) => {
    const test = tests.get(name);
    if (test === undefined) return { name, ok: false, text: `${name} was never tested` };
    const on = test.tested_at.toISOString().slice(0, 10);
    return { name, ok: test.ok && test.is_fresh, text: `${name} ${test.ok ? "worked" : "failed"} on ${on}` };
  });
  return [
    {
      name: "channels",
      title: "Ways to approvers",
      ok: said.every(({ ok }) => ok),
      found: ["the page", ...said.map(({ text }) => text)].join("; "),
      lacks: Object.fromEntries(said.filter(({ ok }) => !ok).map(({ name }) => [name, 1])),
      needed: `each configured one tested well in the last ${phases.channelDays} days`,
    },
  ];
}
