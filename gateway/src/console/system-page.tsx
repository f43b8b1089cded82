import type { FC } from "hono/jsx";
import type { PhaseEvent, ProposalView, ReadinessReport, SystemPhases } from "../phases/phases.ts";
import { momentText } from "../words.ts";
import type { Said } from "./act.ts";
import { BrakeForm } from "./brake-form.tsx";
import { FreshHint, InputField, Outcome, Post, REASON_CHARACTERS, SelectField, written } from "./forms.tsx";
import { framed } from "./frame.tsx";
import { Openings, PHASE_WORDS, PhaseStanding } from "./phase-standing.tsx";
import { ProposeForm } from "./propose-form.tsx";
import { Report } from "./readiness-table.tsx";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";

/** `report` is undefined where nobody could look just now. */
type Proposed = { proposal: ProposalView; report: ReadinessReport | undefined };

export type SystemPage = {
  phases: SystemPhases;
  /** What waits, with what its confirmation would find now. */
  proposals: readonly Proposed[];
  history: readonly PhaseEvent[];
  /** Of the phase that somebody wants to look at, if any. */
  report: ReadinessReport | undefined;
  /** Every role's title by its name. */
  roles: ReadonlyMap<string, string>;
  viewer: Viewer;
  said: Said | undefined;
  freshMs: number;
};

const DONE = {
  propose: "It is proposed. A second administrator has to confirm it.",
  confirm: "The phase is open.",
  withdraw: "The proposal is withdrawn.",
  close: "It is closed.",
  brake: "The brake is pulled: it is back to reading.",
} as const;

/** One system: what is open, what is proposed, and what may be done about it. */
export const systemPage = (page: SystemPage) => {
  const { phases, viewer } = page;
  const path = `/phases/${phases.system}`;
  return framed({
    title: `Phases of ${phases.title}`,
    section: "phases",
    viewer,
    children: (
      <>
        <p class="fine">
          <a href="/phases">Phases</a> / {phases.title}
        </p>
        <h1>{phases.title}</h1>
        <p class="lead">
          <PhaseStanding phase={phases.phase} />
        </p>
        <Outcome {...page} done={DONE} path={path} />
        {phases.openings.length > 0 && (
          <section aria-labelledby="open">
            <h2 id="open">What is open</h2>
            <Openings openings={phases.openings} />
          </section>
        )}
        {page.proposals.map((proposed) => (
          <Proposal {...page} {...proposed} path={path} />
        ))}
        {viewer.isAdministrator && <ProposeForm {...page} path={path} />}
        {viewer.isAdministrator && phases.openings.length > 0 && <CloseForms {...page} path={path} />}
        <History history={page.history} />
      </>
    ),
  });
};

type At = SystemPage & { path: string };

const Proposal: FC<At & Proposed> = ({ proposal, report, path, viewer, said, freshMs }) => {
  const { id, phase, role, endsAt, reason, ticket, proposedBy, proposedAt, expiresAt } = proposal;
  const isOwn = proposedBy.id === viewer.person.id;
  return (
    <section aria-labelledby={`proposal-${id}`}>
      <h2 id={`proposal-${id}`}>
        <span class="tag warn">proposed</span> Phase {phase}: {PHASE_WORDS[phase]}
      </h2>
      <p>
        By <Marked text={proposedBy.name} /> on {momentText(proposedAt)}:{" "}
        {role === undefined ? "for everybody" : `on trial with the role ${role} only`}
        {endsAt === undefined ? "" : `, until ${momentText(endsAt)}`}. It lapses on {momentText(expiresAt)}.
      </p>
      <p>
        “<Marked text={reason} />” (<Marked text={ticket} />)
      </p>
      {report === undefined && (
        <p class="fine">
          How ready it is now could not be looked at; this is how it stood when it was proposed.
        </p>
      )}
      <Report report={report ?? proposal.report} proposal={proposal} />
      {viewer.isAdministrator && (
        <>
          {isOwn ? (
            <p>You proposed this, so another administrator has to confirm it.</p>
          ) : (
            <>
              <FreshHint {...{ viewer, freshMs, said, path }} />
              <Post action={`${path}/confirm`} viewer={viewer}>
                <input type="hidden" name="proposal" value={id} />
                <p class="actions">
                  <button type="submit">Confirm and open phase {phase}</button>
                </p>
              </Post>
            </>
          )}
          <details>
            <summary>Take the proposal back</summary>
            <Post action={`${path}/withdraw`} viewer={viewer}>
              <input type="hidden" name="proposal" value={id} />
              <button type="submit" class="danger">
                Withdraw the proposal
              </button>
            </Post>
          </details>
        </>
      )}
    </section>
  );
};

const CloseForms: FC<At> = ({ phases, path, viewer, said }) => {
  const highest = phases.openings.reduce((most, { phase }) => Math.max(most, phase), 1);
  return (
    <section aria-labelledby="close">
      <h2 id="close">Close</h2>
      <details open={written(said, "close", "reason") !== undefined}>
        <summary>Go back to a lower phase</summary>
        <Post action={`${path}/close`} viewer={viewer}>
          <SelectField
            id="to"
            label="What stays open"
            value={written(said, "close", "to")}
            options={[
              ["1", "Reading (phase 1)"],
              ...(highest > 2 ? ([["2", "Low-risk changes (phase 2)"]] as const) : []),
            ]}
          />
          <InputField
            characters={REASON_CHARACTERS}
            id="close-reason"
            name="reason"
            label="Reason"
            isRequired
            value={written(said, "close", "reason")}
          />
          <button type="submit" class="danger">
            Close
          </button>
        </Post>
      </details>
      <BrakeForm
        viewer={viewer}
        said={said}
        action={`${path}/brake`}
        summary="Emergency brake"
        button="Pull the brake"
      >
        Within a second nothing can be changed in {phases.title} any more, calls under way included.
      </BrakeForm>
    </section>
  );
};

const EVENT_WORDS: Readonly<Record<PhaseEvent["what"], string>> = {
  proposed: "proposed",
  confirmed: "confirmed and opened",
  withdrawn: "proposal withdrawn",
  expired: "proposal lapsed",
  closed: "closed",
  brake: "brake pulled",
  ended: "ended as planned",
  demoted: "closed by Gatehouse itself",
  replaced: "replaced by a newer opening",
};

const History: FC<{ history: readonly PhaseEvent[] }> = ({ history }) => (
  <section aria-labelledby="history">
    <h2 id="history">What has happened</h2>
    {history.length === 0 && <p>No phase was ever proposed.</p>}
    <ol class="history">
      {history.map(({ at, what, phase, role, by, reason, ticket }) => (
        <li>
          <time datetime={at.toISOString()}>{momentText(at)}</time>
          <strong>Phase {phase}</strong> {EVENT_WORDS[what]}
          {role !== undefined && <> (role {role})</>}, <Marked text={by?.name ?? "by Gatehouse"} />
          {reason !== undefined && (
            <p>
              “<Marked text={reason} />”
              {ticket !== undefined && (
                <>
                  {" "}
                  (<Marked text={ticket} />)
                </>
              )}
            </p>
          )}
        </li>
      ))}
    </ol>
  </section>
);
