import { catalogHash, catalogOf, type PhaseNeeds } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

type Row = { passed: number; failed: number; catalog_hash: string; ran_at: Date; is_fresh: boolean };

/** Whether the contract suite passed on the vendor's own sandbox lately, with the tools as they are now. A simulator proves nothing here. */
export async function contractPassed(
  { system }: Asked,
  needs: PhaseNeeds,
): Promise<readonly ReadinessItem[]> {
  const { contractDays } = needs.config().phases;
  const { rows } = await needs.pool.query<Row>(
    `select passed, failed, catalog_hash, ran_at, ran_at > now() - make_interval(days => $2) as is_fresh
     from contract_result where system = $1 and target = 'sandbox' order by ran_at desc, recorded_at desc limit 1`,
    [system, contractDays],
  );
  const [row] = rows;
  const isSame = row?.catalog_hash === catalogHash(catalogOf(needs, system));
  return [
    {
      name: "contract",
      title: "Contract suite on the vendor's sandbox",
      ok: row?.is_fresh === true && row.failed === 0 && row.passed > 0 && isSame,
      found: row === undefined ? "no result on record" : foundIn(row, isSame),
      needed: `recorded in the last ${contractDays} days, none failed, with the present catalog`,
      lacks: lacksOf(row, isSame),
    },
  ];
}

/** Without any result everything is missing but a failure. */
const lacksOf = (row: Row | undefined, isSame: boolean): Record<string, number> => ({
  ...(row === undefined && { result: 1 }),
  ...(row?.is_fresh !== true && { age: 1 }),
  ...(!isSame && { catalog: 1 }),
  ...((row?.passed ?? 0) === 0 && { passed: 1 }),
  ...(row !== undefined && row.failed > 0 && { failed: row.failed }),
});

const foundIn = ({ passed, failed, ran_at }: Row, isSame: boolean): string =>
  `${passed} passed, ${failed} failed on ${ran_at.toISOString().slice(0, 10)}${isSame ? "" : ", with another catalog than the present one"}`;
