import type { Phase } from "@gatehouse/tool";
import type { FC } from "hono/jsx";
import type { OpeningView } from "../phases/phases.ts";
import { momentText } from "../words.ts";
import { Marked } from "./visible-text.tsx";

export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  1: "reading",
  2: "low-risk changes",
  3: "high-impact changes",
};

/** How far a system is open for everybody. */
export const PhaseStanding: FC<{ phase: Phase }> = ({ phase }) => (
  <>
    <span class={`tag ${phase === 1 ? "" : "good"}`}>phase {phase}</span> Open for {PHASE_WORDS[phase]}.
  </>
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
