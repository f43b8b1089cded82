import type { FC } from "hono/jsx";
import type { OpeningView, SystemPhases } from "../phases/phases.ts";
import type { Said } from "./act.ts";
import { InputField, Outcome, Post, REASON_CHARACTERS, written } from "./forms.tsx";
import { framed } from "./frame.tsx";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";
import { counted, momentText } from "./words.ts";

type PhasesPage = {
  systems: readonly SystemPhases[];
  viewer: Viewer;
  said: Said | undefined;
  freshMs: number;
};

export const PHASE_WORDS = {
  1: "reading",
  2: "low-risk changes",
  3: "high-impact changes",
} as const;

const DONE = { brake: "The brake is pulled: every system is back to reading." } as const;

/** How far each system is open, and the brake. */
export const phasesPage = (page: PhasesPage) =>
  framed({
    title: "Phases",
    section: "phases",
    viewer: page.viewer,
    children: (
      <>
        <h1>Phases</h1>
        <p class="lead">
          How far each system is open: reading, then low-risk changes, then high-impact changes.
        </p>
        <Outcome {...page} done={DONE} path="/phases" />
        {page.systems.map((system) => (
          <SystemCard system={system} />
        ))}
        {page.systems.length === 0 && <p>No system is connected.</p>}
        {page.viewer.isAdministrator && <BrakeAll {...page} />}
      </>
    ),
  });

const SystemCard: FC<{ system: SystemPhases }> = ({
  system: { system, title, phase, openings, proposals, tools, lastClosed },
}) => (
  <section aria-labelledby={`system-${system}`}>
    <h2 id={`system-${system}`}>
      <a href={`/phases/${system}`}>{title}</a>
    </h2>
    <p>
      <span class={`tag ${phase === 1 ? "" : "good"}`}>phase {phase}</span> Open for {PHASE_WORDS[phase]}.
    </p>
    <Openings openings={openings} />
    {proposals.map(({ phase: wanted, proposedBy }) => (
      <p>
        <span class="tag warn">proposed</span> Phase {wanted}, by <Marked text={proposedBy.name} />: a second
        administrator has to confirm it.
      </p>
    ))}
    {lastClosed !== undefined && (
      <p>
        Closed on {momentText(lastClosed.at)}: <Marked text={lastClosed.sentence} />
      </p>
    )}
    <p class="fine">
      {counted(tools[1], "tool")} of phase 1, {tools[2]} of phase 2, {tools[3]} of phase 3.
    </p>
  </section>
);

/** What is open, since when, for whom and by whom. */
export const Openings: FC<{ openings: readonly OpeningView[] }> = ({ openings }) => (
  <>
    {openings.map(({ phase, role, openers, openedAt, endsAt, reason, ticket }) => (
      <p>
        <span class="tag good">phase {phase}</span> Since {momentText(openedAt)}
        {endsAt !== undefined && <>, until {momentText(endsAt)}</>}
        {role === undefined ? ", for everybody" : <>, on trial with the role {role} only</>}. Opened by{" "}
        <Marked text={openers.map(({ name }) => name).join(" and ")} />: <Marked text={reason} /> (
        <Marked text={ticket} />)
      </p>
    ))}
  </>
);

const BrakeAll: FC<PhasesPage> = ({ viewer, said }) => (
  <section aria-labelledby="brake">
    <h2 id="brake">Emergency brake</h2>
    <details open={written(said, "brake", "reason") !== undefined}>
      <summary>Close every phase of every system</summary>
      <p>
        Within a second nothing can be changed any more, calls under way included. Opening again needs a
        proposal and a second administrator, as ever.
      </p>
      <Post action="/phases/brake" viewer={viewer}>
        <InputField
          characters={REASON_CHARACTERS}
          id="brake-reason"
          name="reason"
          label="Reason"
          hint="People whose calls are refused read it."
          isRequired
          value={written(said, "brake", "reason")}
        />
        <button type="submit" class="danger">
          Pull the brake on every system
        </button>
      </Post>
    </details>
  </section>
);
