import { framed } from "./frame.tsx";
import type { Viewer } from "./viewer.ts";

const NOTICES = {
  not_found: {
    title: "There is no such page for you",
    text: "Either it does not exist, or it is not yours to see. Nothing was changed.",
  },
  not_overseer: {
    title: "This page is for administrators and auditors",
    text: "You are signed in, but none of your roles is among those that the configuration lists under administrators or auditors.",
  },
  broken: {
    title: "Something went wrong here",
    text: "Nothing was shown or decided. Try again in a moment.",
  },
} as const;

/** What happened, what did not, and the way on. */
export const noticePage = (kind: keyof typeof NOTICES, viewer: Viewer) => {
  const { title, text } = NOTICES[kind];
  return framed({
    title,
    viewer,
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href="/approvals">To your approvals</a>
        </p>
      </>
    ),
  });
};
