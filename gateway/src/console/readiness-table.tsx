import type { FC } from "hono/jsx";
import type { ReadinessReport, Waiver } from "../phases/phases.ts";
import { Cell, Row, Table } from "./table.tsx";
import { Marked } from "./visible-text.tsx";
import { momentText } from "./words.ts";

type ReportProps = { report: ReadinessReport; waivers?: Readonly<Record<string, Waiver>> };

/** What should be so before a phase opens, and what is. */
export const Report: FC<ReportProps> = ({ report, waivers = {} }) => {
  const missing = report.items.filter(({ ok }) => !ok).length;
  return (
    <>
      <h3>
        Readiness:{" "}
        {missing === 0 ? "nothing is missing" : `${missing} of ${report.items.length} items are missing`}
      </h3>
      <Table caption="Readiness" heads={["Item", "Result", "Found", "Needed"]}>
        {report.items.map(({ name, title, ok, found, needed }) => (
          <Row>
            <Cell head="Item" isRowHead>
              {title}
            </Cell>
            <Cell head="Result">
              <span>
                {ok ? (
                  <span class="tag good">ready</span>
                ) : (
                  <span class={`tag ${waivers[name] ? "warn" : "bad"}`}>
                    {waivers[name] ? "waived" : "missing"}
                  </span>
                )}
                {waivers[name] !== undefined && (
                  <>
                    {" "}
                    “<Marked text={waivers[name].reason} />”
                  </>
                )}
              </span>
            </Cell>
            <Cell head="Found">
              <Marked text={found} />
            </Cell>
            <Cell head="Needed">
              <Marked text={needed} />
            </Cell>
          </Row>
        ))}
      </Table>
      <p class="fine">As it stood on {momentText(new Date(report.at))}.</p>
    </>
  );
};
