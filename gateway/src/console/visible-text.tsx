import { textParts } from "@gatehouse/tool";
import type { Child, FC } from "hono/jsx";

/** Longer texts fold; all of a text is on the page, folded or not. */
const SHOWN_CHARACTERS = 400;
const SHOWN_ITEMS = 30;
/** What is nested deeper is shown as JSON, which is not pretty and hides nothing. */
const DEPTH_MAX = 6;

/** Any value as a person reads it. Nothing in it becomes markup; what nobody would see is marked by its code point. */
export const VisibleText: FC<{ value: unknown; depth?: number }> = ({ value, depth = 0 }) => {
  if (value === null || value === undefined) return <span class="empty">nothing</span>;
  if (typeof value === "string")
    return value === "" ? <span class="empty">empty text</span> : <Text text={value} />;
  if (typeof value !== "object") return <span class="value">{String(value)}</span>;
  if (depth >= DEPTH_MAX) return <Text text={JSON.stringify(value)} />;
  return Array.isArray(value) ? (
    <List items={value} depth={depth} />
  ) : (
    <Fields fields={Object.entries(value)} depth={depth} />
  );
};

const Text: FC<{ text: string }> = ({ text }) => {
  // By code points, so that no pair is cut in two.
  const characters = [...text];
  if (characters.length <= SHOWN_CHARACTERS) return <Marked text={text} />;
  return (
    <details class="long">
      <summary>
        <Marked text={characters.slice(0, SHOWN_CHARACTERS / 2).join("")} />… (all {characters.length}{" "}
        characters)
      </summary>
      <Marked text={text} />
    </details>
  );
};

/** One line or several of text, in which everything invisible stands by its code point. */
export const Marked: FC<{ text: string }> = ({ text }) => (
  <span class="value">
    {textParts(text).map((part) => ("text" in part ? part.text : <Mark name={part.mark} />))}
  </span>
);

const Mark: FC<{ name: string }> = ({ name }) => (
  <span class="mark">
    <span class="unseen">invisible character </span>
    {name}
  </span>
);

const List: FC<{ items: readonly unknown[]; depth: number }> = ({ items, depth }) => {
  if (items.length === 0) return <span class="empty">an empty list</span>;
  return (
    <Folding
      count={items.length}
      rows={(from, to) => (
        <ol class="items" start={from + 1}>
          {items.slice(from, to).map((item) => (
            <li>
              <VisibleText value={item} depth={depth + 1} />
            </li>
          ))}
        </ol>
      )}
    />
  );
};

const Fields: FC<{ fields: readonly [string, unknown][]; depth: number }> = ({ fields, depth }) => {
  if (fields.length === 0) return <span class="empty">no fields</span>;
  return (
    <Folding
      count={fields.length}
      rows={(from, to) => (
        <dl class="fields">
          {fields.slice(from, to).map(([name, value]) => (
            <div>
              <dt>
                <Marked text={name} />
              </dt>
              <dd>
                <VisibleText value={value} depth={depth + 1} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    />
  );
};

/** The first items at once, the others behind a line that says how many there are. */
const Folding: FC<{ count: number; rows: (from: number, to: number) => Child }> = ({ count, rows }) => (
  <>
    {rows(0, Math.min(count, SHOWN_ITEMS))}
    {count > SHOWN_ITEMS && (
      <details class="long">
        <summary>{count - SHOWN_ITEMS} more</summary>
        {rows(SHOWN_ITEMS, count)}
      </details>
    )}
  </>
);
