import type { FC } from "hono/jsx";
import type { DecisionView, RequestView } from "../approvals/request-view.ts";
import { DECISION_WORDS, decidersText, requestSentence } from "../approvals/request-words.ts";
import { STATE_WORDS, WHY_WORDS } from "../changes/state-words.ts";
import type { ChangeState } from "../changes/states.ts";
import { amountText, momentText } from "../words.ts";
import type { Said } from "./act.ts";
import { Checks } from "./checks-table.tsx";
import { Difference } from "./difference.tsx";
import { Outcome } from "./forms.tsx";
import { framed } from "./frame.tsx";
import { RequestForms } from "./request-forms.tsx";
import type { Viewer } from "./viewer.ts";
import { Marked, VisibleText } from "./visible-text.tsx";

export type RequestPage = {
  view: RequestView;
  viewer: Viewer;
  said: Said | undefined;
  freshMs: number;
  /** How often the page has looked again by itself. */
  looks: number;
};

/** After so many looks, a second apart, only a person looks again. */
export const LOOKS_MAX = 60;

const DONE = {
  decide: "Your decision is recorded.",
  withdraw: "Your request is withdrawn.",
  "break-glass": "You approved alone. A review is open until somebody else closes it.",
  settle: "What you saw is recorded.",
  "close-review": "The review is closed.",
} as const;

/** One request, with all that a decision rests on. */
export const requestPage = (page: RequestPage) => {
  const { view, viewer } = page;
  return framed({
    title: `${view.toolTitle}: ${STATE_WORDS[view.request.state].word}`,
    section: "approvals",
    viewer,
    children: <Request {...page} />,
  });
};

const Request: FC<RequestPage> = (page) => {
  const { view, viewer, said, freshMs } = page;
  const { request, toolTitle, withheld } = view;
  const path = `/approvals/${request.id}`;
  return (
    <>
      <p class="fine">
        <a href="/approvals">Approvals</a> / {request.kind === "undo" ? "Undo" : "Request"}
      </p>
      <h1>
        <Marked text={request.content.summary || toolTitle} />
      </h1>
      <Outcome said={said} done={DONE} viewer={viewer} freshMs={freshMs} path={path} />
      <div id="request" {...looking(page, path)}>
        <Standing {...page} />
        <section aria-labelledby="change">
          <h2 id="change">What changes</h2>
          {withheld.length > 0 && (
            <p class="hint">
              Your roles do not see: <Marked text={withheld.join(", ")} />.
            </p>
          )}
          <Change view={view} />
        </section>
        {request.found !== undefined && <Moved view={view} found={request.found.state} />}
        {request.content.hasPreview && <Checks checks={request.content.checks} />}
        <Facts view={view} />
        <RequestForms {...page} path={path} />
        <Decisions view={view} />
        <History view={view} />
      </div>
    </>
  );
};

/** What the system does by itself, without anybody's decision: then the page looks again. */
const isUnderWay = (state: ChangeState): boolean => state === "approved" || state === "executing";

/** While it is being carried out, a part of the page is asked for again, some times; without a script there is a link. */
function looking({ view: { request }, looks }: RequestPage, path: string) {
  if (!isUnderWay(request.state) || looks >= LOOKS_MAX) return {};
  return {
    "hx-get": `${path}?look=${looks + 1}`,
    "hx-trigger": "every 1s",
    "hx-select": "#request",
    "hx-swap": "outerHTML",
  };
}

const Standing: FC<RequestPage> = ({ view }) => {
  const { request } = view;
  const { word, look } = STATE_WORDS[request.state];
  return (
    <div class="standing" role="status">
      <p>
        <span class={`tag ${look}`}>{word}</span> {requestSentence(view)}
      </p>
      {isUnderWay(request.state) && (
        <p>
          <a href={`/approvals/${request.id}`}>Look again</a>
        </p>
      )}
    </div>
  );
};

const Change: FC<{ view: RequestView }> = ({ view: { request } }) => {
  const { content } = request;
  return (
    <>
      {content.hasPreview ? (
        <Difference before={content.before} after={content.after} />
      ) : (
        <p class="notice">
          <strong>There is no preview.</strong> This tool cannot show what it would change, so whoever decides
          sees only what it was asked with.
        </p>
      )}
      <details open={!content.hasPreview}>
        <summary>What the tool was asked with</summary>
        <VisibleText value={content.arguments} />
      </details>
    </>
  );
};

/** What made it stale. */
const Moved: FC<{ view: RequestView; found: unknown }> = ({ view, found }) => (
  <section aria-labelledby="moved">
    <h2 id="moved">What had changed meanwhile</h2>
    <p>This is what stood there instead when it was to be carried out. It was left as it was.</p>
    <Difference before={view.request.content.before} after={found} heads={["When shown", "Found instead"]} />
  </section>
);

const Facts: FC<{ view: RequestView }> = ({ view }) => {
  const { request, requester, systemTitle, toolTitle } = view;
  const { amount, currency, content, askedAt, expiresAt } = request;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">The request</h2>
      <dl class="facts">
        <div>
          <dt>Asked by</dt>
          <dd>
            <Marked text={requester.name} />
            {requester.email !== undefined && requester.email !== requester.name && (
              <>
                <br />
                <Marked text={requester.email} />
              </>
            )}
          </dd>
        </div>
        <Fact name="System" text={systemTitle} />
        <Fact name="Tool" text={`${toolTitle} (${request.tool})`} />
        {amount !== undefined && <Fact name="Amount" text={amountText(amount, currency)} />}
        {content.reason !== undefined && <Fact name="Reason" text={content.reason} />}
        <Fact name="Asked" text={momentText(askedAt)} />
        {expiresAt && <Fact name="Expires" text={momentText(expiresAt)} />}
        {request.needs === "approval" && <Fact name="Who decides" text={decidersText(view)} />}
        <Fact name="Risk" text={request.phase === 3 ? "High impact (phase 3)" : "Low risk (phase 2)"} />
        <Fact name="Request" text={request.id} />
      </dl>
    </section>
  );
};

const Fact: FC<{ name: string; text: string }> = ({ name, text }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <Marked text={text} />
    </dd>
  </div>
);

const Decisions: FC<{ view: RequestView }> = ({ view: { decisions } }) =>
  decisions.length === 0 ? null : (
    <section aria-labelledby="decisions">
      <h2 id="decisions">Decisions</h2>
      <ol class="history">
        {decisions.map((decision) => (
          <li>
            <time datetime={decision.at.toISOString()}>{momentText(decision.at)}</time>
            <Decision {...decision} />
          </li>
        ))}
      </ol>
    </section>
  );

const History: FC<{ view: RequestView }> = ({ view: { decisions, history, requester } }) => (
  <section aria-labelledby="history">
    <h2 id="history">What has happened</h2>
    <ol class="history">
      {history.map(({ at, state, by, channel, why, note }, index) => (
        <li>
          <time datetime={at.toISOString()}>{momentText(at)}</time>
          <span class={`tag ${STATE_WORDS[state].look}`}>
            {/* One of two approvals, for example. */}
            {history[index - 1]?.state === state && "still "}
            {STATE_WORDS[state].word}
          </span>{" "}
          <Marked text={by ? by.name : channel === "gateway" ? "by Gatehouse" : requester.name} />
          {why !== undefined && <p>{WHY_WORDS[why]}</p>}
          {note !== undefined && !decisions.some((decision) => decision.note === note) && (
            <p>
              “<Marked text={note} />”
            </p>
          )}
        </li>
      ))}
    </ol>
  </section>
);

const Decision: FC<DecisionView> = ({ approver, onBehalfOf, decision, channel, note }) => (
  <>
    <strong>
      <Marked text={approver.name} />
    </strong>{" "}
    {DECISION_WORDS[decision]}
    {onBehalfOf !== undefined && (
      <>
        {" "}
        for <Marked text={onBehalfOf.name} />
      </>
    )}
    {channel === "slack" ? " in Slack" : ""}
    {note !== undefined && (
      <p>
        “<Marked text={note} />”
      </p>
    )}
  </>
);
