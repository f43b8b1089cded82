import type { FC } from "hono/jsx";
import type { SystemPhases } from "../phases/phases.ts";
import { counted, momentText } from "../words.ts";
import type { Said } from "./act.ts";
import { BrakeForm } from "./brake-form.tsx";
import { Outcome } from "./forms.tsx";
import { framed } from "./frame.tsx";
import { Openings, PhaseStanding } from "./phase-standing.tsx";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";

type PhasesPage = {
  systems: readonly SystemPhases[];
  viewer: Viewer;
  said: Said | undefined;
  freshMs: number;
};

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
      <PhaseStanding phase={phase} />
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

const BrakeAll: FC<PhasesPage> = ({ viewer, said }) => (
  <section aria-labelledby="brake">
    <h2 id="brake">Emergency brake</h2>
    <BrakeForm
      viewer={viewer}
      said={said}
      action="/phases/brake"
      summary="Close every phase of every system"
      button="Pull the brake on every system"
    >
      Within a second nothing can be changed any more, calls under way included. Opening again needs a
      proposal and a second administrator, as ever.
    </BrakeForm>
  </section>
);
