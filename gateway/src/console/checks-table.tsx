import type { Check } from "@gatehouse/tool";
import type { FC } from "hono/jsx";
import { CHECK_WORDS, worstFirst } from "../changes/check-words.ts";
import { counted } from "../words.ts";
import { Cell, Row, Table } from "./table.tsx";
import { Marked } from "./visible-text.tsx";

/** What a preview looked at: what somebody has to weigh, and the others folded behind a line. */
export const Checks: FC<{ checks: readonly Check[] }> = ({ checks }) => {
  const fine = checks.filter(({ outcome }) => outcome === "ok");
  const found = worstFirst(checks.filter(({ outcome }) => outcome !== "ok"));
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">Checks</h2>
      {checks.length === 0 && <p>The tool checks nothing by itself.</p>}
      {found.length > 0 && <CheckTable caption="Checks to weigh" checks={found} />}
      {fine.length > 0 && (
        <details>
          <summary>{counted(fine.length, "check is ok", "checks are ok")}</summary>
          <CheckTable caption="Checks that are ok" checks={fine} />
        </details>
      )}
    </section>
  );
};

const CheckTable: FC<{ caption: string; checks: readonly Check[] }> = ({ caption, checks }) => (
  <Table caption={caption} heads={["Result", "Check", "Found"]}>
    {checks.map(({ name, outcome, message }) => (
      <Row>
        <Cell head="Result">
          <span>
            <span class={`tag ${outcome}`}>{CHECK_WORDS[outcome]}</span>
          </span>
        </Cell>
        <Cell head="Check">
          <Marked text={name.replaceAll("_", " ")} />
        </Cell>
        <Cell head="Found">
          <Marked text={message} />
        </Cell>
      </Row>
    ))}
  </Table>
);
