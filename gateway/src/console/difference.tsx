import type { FC } from "hono/jsx";
import { type FieldChange, fieldChanges } from "../changes/field-changes.ts";
import { Cell, Row, Table } from "./table.tsx";
import { Marked, VisibleText } from "./visible-text.tsx";

type Heads = readonly [before: string, after: string];
type DifferenceProps = { before: unknown; after: unknown; heads?: Heads };

/** What a change does to a record: the fields it touches, and the others folded behind a line. */
export const Difference: FC<DifferenceProps> = ({ before, after, heads = ["Before", "After"] }) => {
  const fields = fieldChanges(before, after);
  const touched = fields.filter(({ kind }) => kind !== "same");
  const same = fields.filter(({ kind }) => kind === "same");
  return (
    <>
      {touched.length === 0 ? (
        <p>No field changes.</p>
      ) : (
        <Fields caption="Fields that change" fields={touched} heads={heads} />
      )}
      {same.length > 0 && (
        <details>
          <summary>
            {same.length} unchanged {same.length === 1 ? "field" : "fields"}
          </summary>
          <Fields caption="Fields that stay as they are" fields={same} heads={heads} />
        </details>
      )}
    </>
  );
};

type FieldsProps = { caption: string; fields: readonly FieldChange[]; heads: Heads };

const Fields: FC<FieldsProps> = ({ caption, fields, heads }) => (
  <Table caption={caption} heads={["Field", ...heads]} kind="difference">
    {fields.map(({ path, kind, before, after }) => (
      <Row kind={kind}>
        <Cell head="Field" isRowHead>
          <Marked text={path || "value"} /> {kind !== "same" && <span class={`tag ${kind}`}>{kind}</span>}
        </Cell>
        <Cell head={heads[0]}>{kind === "added" ? <Absent /> : <VisibleText value={before} />}</Cell>
        <Cell head={heads[1]}>{kind === "removed" ? <Absent /> : <VisibleText value={after} />}</Cell>
      </Row>
    ))}
  </Table>
);

const Absent: FC = () => <span class="empty">not there</span>;
