import type { FC } from "hono/jsx";
import type { Inbox } from "../approvals/approvals.ts";
import type { RequestView } from "../approvals/request-view.ts";
import { STATE_WORDS } from "../changes/state-words.ts";
import { amountText, spanText } from "../words.ts";
import { framed } from "./frame.tsx";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";

/** What waits for somebody, and what they asked for themselves. */
export const inboxPage = ({ inbox, viewer }: { inbox: Inbox; viewer: Viewer }) =>
  framed({
    title: "Approvals",
    section: "approvals",
    viewer,
    children: (
      <>
        <h1>Approvals</h1>
        <p class="lead">{lead(inbox)}</p>
        <Requests
          id="to-decide"
          title="To decide"
          views={inbox.toDecide}
          none="Nothing waits for your decision."
        />
        {inbox.toSettle.length > 0 && (
          <Requests id="to-settle" title="Outcome unknown: somebody has to look" views={inbox.toSettle} />
        )}
        {inbox.toReview.length > 0 && (
          <Requests id="to-review" title="Emergencies to review" views={inbox.toReview} />
        )}
        <Requests
          id="own"
          title="Your own requests"
          views={inbox.own}
          none="You have not asked for any change."
        />
        <p>
          <a href="/approvals/delegations">Have somebody else decide for you</a> while you are away.
        </p>
      </>
    ),
  });

function lead({ toDecide, toSettle, toReview }: Inbox): string {
  const waiting = toDecide.length + toSettle.length + toReview.length;
  if (waiting === 0) return "Nothing waits for you.";
  return waiting === 1 ? "One thing waits for you." : `${waiting} things wait for you.`;
}

type ListProps = { id: string; title: string; views: readonly RequestView[]; none?: string };

const Requests: FC<ListProps> = ({ id, title, views, none }) => (
  <section aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {views.length === 0 ? (
      <p>{none}</p>
    ) : (
      <ul class="requests">
        {views.map((view) => (
          <Line view={view} />
        ))}
      </ul>
    )}
  </section>
);

const Line: FC<{ view: RequestView }> = ({ view }) => {
  const { request, requester, systemTitle, toolTitle } = view;
  const { word, look } = STATE_WORDS[request.state];
  const warnings = request.content.checks.filter(({ outcome }) => outcome !== "ok").length;
  return (
    <li>
      <a href={`/approvals/${request.id}`}>
        <Marked text={request.content.summary || toolTitle} />
      </a>
      <p>
        <span class={`tag ${look}`}>{word}</span>{" "}
        {warnings > 0 && (
          <span class="tag warn">{warnings === 1 ? "1 warning" : `${warnings} warnings`}</span>
        )}
      </p>
      <p class="fine">
        {systemTitle}
        {request.amount !== undefined && (
          <>
            {" "}
            · <Marked text={amountText(request.amount, request.currency)} />
          </>
        )}{" "}
        · <Marked text={requester.name} /> · {spanText(Date.now() - request.askedAt.getTime())} ago
      </p>
    </li>
  );
};
