import type { FC } from "hono/jsx";
import type { Delegation } from "../approvals/approvals.ts";
import { momentText } from "../words.ts";
import type { Said } from "./act.ts";
import { FreshHint, InputField, NoteField, Outcome, Post, SelectField, written } from "./forms.tsx";
import { framed } from "./frame.tsx";
import { Cell, Row, Table } from "./table.tsx";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";

type DelegationsPage = {
  delegations: readonly Delegation[];
  titles: ReadonlyMap<string, string>;
  viewer: Viewer;
  said: Said | undefined;
  freshMs: number;
};

export const DELEGATIONS_PATH = "/approvals/delegations";

const DONE = {
  delegate: "They can decide for you in that time.",
  revoke: "They decide for you no longer.",
} as const;

/** Whose approvals are in whose hands, as far as it concerns this person. */
export const delegationsPage = (page: DelegationsPage) =>
  framed({
    title: "Decisions in other hands",
    section: "approvals",
    viewer: page.viewer,
    children: (
      <>
        <p class="fine">
          <a href="/approvals">Approvals</a> / Decisions in other hands
        </p>
        <h1>Decisions in other hands</h1>
        <p class="lead">
          Somebody else can decide what you may decide while you are away. They never decide on what they or
          you asked for.
        </p>
        <Outcome {...page} done={DONE} path={DELEGATIONS_PATH} />
        <Existing {...page} />
        <New {...page} />
      </>
    ),
  });

const HEADS = ["Who decides", "For", "System", "From", "Until", "Reason", ""] as const;

const Existing: FC<DelegationsPage> = ({ delegations, titles, viewer }) => (
  <section aria-labelledby="existing">
    <h2 id="existing">Now and soon</h2>
    {delegations.length === 0 ? (
      <p>None of your decisions are in other hands, and nobody's are in yours.</p>
    ) : (
      <Table caption="Decisions in other hands" heads={HEADS.map((head) => head || "End it")}>
        {delegations.map(({ id, from, to, system, startsAt, endsAt, reason }) => (
          <Row>
            <Cell head="Who decides" isRowHead>
              <Marked text={to.name} />
            </Cell>
            <Cell head="For">
              <Marked text={from.name} />
            </Cell>
            <Cell head="System">
              {system === undefined ? "every system" : (titles.get(system) ?? system)}
            </Cell>
            <Cell head="From">{momentText(startsAt)}</Cell>
            <Cell head="Until">{momentText(endsAt)}</Cell>
            <Cell head="Reason">
              <Marked text={reason} />
            </Cell>
            <Cell head="End it">
              {from.id === viewer.person.id ? (
                <Post action={`${DELEGATIONS_PATH}/${id}/revoke`} viewer={viewer}>
                  <button type="submit" class="quiet small">
                    End <span class="unseen">the delegation to {to.name}</span>
                  </button>
                </Post>
              ) : (
                "by them"
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    )}
  </section>
);

const New: FC<DelegationsPage> = ({ titles, viewer, said, freshMs }) => {
  const before = (field: string) => written(said, "delegate", field);
  return (
    <section aria-labelledby="new">
      <h2 id="new">Put them into other hands</h2>
      <FreshHint {...{ viewer, freshMs, said, path: DELEGATIONS_PATH }} />
      <Post action={DELEGATIONS_PATH} viewer={viewer}>
        <InputField id="email" label="Their mail address" type="email" isRequired value={before("email")} />
        <SelectField
          id="system"
          label="System"
          value={before("system")}
          options={[["", "Every system"], ...titles]}
        />
        <InputField id="from" label="From the beginning of" type="date" isRequired value={before("from")} />
        <InputField
          id="until"
          label="Until the end of"
          hint="Days are those of UTC."
          type="date"
          isRequired
          value={before("until")}
        />
        <NoteField id="reason" name="reason" label="Reason" isRequired value={before("reason")} />
        <button type="submit">Delegate</button>
      </Post>
    </section>
  );
};
