import { framed } from "./frame.tsx";
import type { Viewer } from "./viewer.ts";

type Notice = { title: string; text: string; to?: { path: string; title: string } };

const TO_APPROVALS = { path: "/approvals", title: "To your approvals" };

const NOTICES = {
  not_found: {
    title: "There is no such page for you",
    text: "Either it does not exist, or it is not yours to see. Nothing was changed.",
  },
  not_overseer: {
    title: "This page is for administrators and auditors",
    text: "You are signed in, but none of your roles is among those that the configuration lists under administrators or auditors.",
  },
  too_long: {
    title: "Counting this took too long",
    text: "Nothing is shown, so that calls need not wait. Choose fewer days or one system, or try again when less is going on.",
    to: { path: "/overview?days=1", title: "Today alone" },
  },
  broken: {
    title: "Something went wrong here",
    text: "Nothing was shown or decided. Try again in a moment.",
  },
} as const satisfies Record<string, Notice>;

/** What happened, what did not, and the way on. */
export const noticePage = (kind: keyof typeof NOTICES, viewer: Viewer) => {
  const { title, text, to = TO_APPROVALS }: Notice = NOTICES[kind];
  return framed({
    title,
    viewer,
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href={to.path}>{to.title}</a>
        </p>
      </>
    ),
  });
};
