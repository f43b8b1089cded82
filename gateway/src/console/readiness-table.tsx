import type { FC } from "hono/jsx";
import type { ProposalView, ReadinessItem, ReadinessReport, Waiver } from "../phases/phases.ts";
import { worsened } from "../phases/worsened.ts";
import { momentText } from "../words.ts";
import { Cell, Row, Table } from "./table.tsx";
import { Marked } from "./visible-text.tsx";

/** The proposal: what has changed since is marked, and its waivers stand beside what they cover. */
type ReportProps = { report: ReadinessReport; proposal?: Pick<ProposalView, "report" | "waivers"> };

/** What should be so before a phase opens, and what is. */
export const Report: FC<ReportProps> = ({ report, proposal }) => {
  const missing = report.items.filter(({ ok }) => !ok).length;
  const worse = new Set(proposal && worsened(proposal, report).map(({ name }) => name));
  return (
    <>
      <h3>
        Readiness:{" "}
        {missing === 0 ? "nothing is missing" : `${missing} of ${report.items.length} items are missing`}
      </h3>
      <Table caption="Readiness" heads={["Item", "Result", "Found", "Needed"]}>
        {report.items.map((item) => (
          <Row>
            <Cell head="Item" isRowHead>
              {item.title}
            </Cell>
            <Cell head="Result">
              <Result item={item} waiver={proposal?.waivers[item.name]} isWorse={worse.has(item.name)} />
            </Cell>
            <Cell head="Found">
              <span>
                <Marked text={item.found} />
                {proposal && <Formerly item={item} report={proposal.report} />}
              </span>
            </Cell>
            <Cell head="Needed">
              <Marked text={item.needed} />
            </Cell>
          </Row>
        ))}
      </Table>
      <p class="fine">
        As it stood on {momentText(new Date(report.at))}.
        {proposal !== undefined &&
          " What has changed since the proposal is marked. It is looked at once more when somebody confirms."}
      </p>
    </>
  );
};

type ResultProps = { item: ReadinessItem; waiver: Waiver | undefined; isWorse: boolean };

const Result: FC<ResultProps> = ({ item: { ok }, waiver, isWorse }) => {
  const [word, look] = ok
    ? ["ready", "good"]
    : waiver === undefined
      ? ["missing", "bad"]
      : isWorse
        ? ["worse than waived", "bad"]
        : ["waived", "warn"];
  return (
    <span>
      <span class={`tag ${look}`}>{word}</span>
      {waiver !== undefined && (
        <>
          {" "}
          “<Marked text={waiver.reason} />”
        </>
      )}
    </span>
  );
};

/** What is ready and was ready is as good as then, though some more calls were counted meanwhile. */
const Formerly: FC<{ item: ReadinessItem; report: ReadinessReport }> = ({ item, report }) => {
  const before = report.items.find(({ name }) => name === item.name);
  if (before?.ok === item.ok && (item.ok || before.found === item.found)) return null;
  return (
    <>
      <br />
      <span class="tag changed">changed</span> When proposed:{" "}
      <Marked text={before?.found ?? "not looked at"} />
    </>
  );
};
