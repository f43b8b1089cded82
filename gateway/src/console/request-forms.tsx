import type { FC } from "hono/jsx";
import type { RequestView } from "../approvals/request-view.ts";
import { momentText } from "../words.ts";
import { FreshHint, NoteField, Post, written } from "./forms.tsx";
import type { RequestPage } from "./request-page.tsx";
import { Marked } from "./visible-text.tsx";

type Props = RequestPage & { path: string };

/** Everything that this person may do with this request, and why not where they might have expected to. */
export const RequestForms: FC<Props> = (props) => {
  const { view } = props;
  const { may, whyNot, request, review } = view;
  const isOpen = request.state === "pending";
  return (
    <>
      {may.has("decide") && <Decide {...props} />}
      {!may.has("decide") && isOpen && whyNot !== undefined && (
        <section aria-labelledby="why-not">
          <h2 id="why-not">You cannot decide this</h2>
          <p>
            <Marked text={whyNot} />
          </p>
        </section>
      )}
      {may.has("break_glass") && <BreakGlass {...props} />}
      {may.has("settle") && <Settle {...props} />}
      {review !== undefined && <Review {...props} review={review} />}
      {may.has("withdraw") && <Withdraw {...props} />}
      {may.has("undo") && (
        <section aria-labelledby="undo">
          <h2 id="undo">Undo</h2>
          <p>
            This can still be undone. Ask your assistant to undo it, or have it call{" "}
            <code>gatehouse_undo</code> with the id <code>{request.id}</code>.
          </p>
        </section>
      )}
    </>
  );
};

const Decide: FC<Props> = ({ viewer, said, freshMs, path }) => (
  <section aria-labelledby="decide">
    <h2 id="decide">Your decision</h2>
    <FreshHint {...{ viewer, freshMs, said, path }} />
    <Post action={`${path}/decide`} viewer={viewer}>
      <NoteField
        id="note"
        label="Reason"
        hint="Needed to reject; the requester reads it."
        value={written(said, "decide")}
      />
      <p class="actions">
        <button type="submit" name="decision" value="approve">
          Approve
        </button>
        <button type="submit" name="decision" value="reject" class="danger">
          Reject
        </button>
      </p>
    </Post>
  </section>
);

const BreakGlass: FC<Props> = ({ viewer, said, freshMs, path }) => (
  <section aria-labelledby="break-glass">
    <h2 id="break-glass">Emergency</h2>
    <details open={written(said, "break-glass") !== undefined}>
      <summary>Approve alone, without the others</summary>
      <p>
        It is carried out at once. Everybody who might have decided is told, and a review stays open until
        somebody who had no part in it closes it.
      </p>
      <FreshHint {...{ viewer, freshMs, said, path }} />
      <Post action={`${path}/break-glass`} viewer={viewer}>
        <NoteField
          id="emergency"
          label="Why this cannot wait"
          isRequired
          value={written(said, "break-glass")}
        />
        <button type="submit" class="danger">
          Approve alone
        </button>
      </Post>
    </details>
  </section>
);

const Settle: FC<Props> = ({ viewer, view, said, freshMs, path }) => (
  <section aria-labelledby="settle">
    <h2 id="settle">Did it happen?</h2>
    <p>
      Look into {view.systemTitle} yourself, then say what you saw. If it did not happen, it counts as failed
      and can be asked for again.
    </p>
    <FreshHint {...{ viewer, freshMs, said, path }} />
    <Post action={`${path}/settle`} viewer={viewer}>
      <NoteField id="seen" label="What you saw" isRequired value={written(said, "settle")} />
      <p class="actions">
        <button type="submit" name="happened" value="yes">
          It happened
        </button>
        <button type="submit" name="happened" value="no" class="danger">
          It did not happen
        </button>
      </p>
    </Post>
  </section>
);

const Review: FC<Props & { review: NonNullable<RequestView["review"]> }> = ({
  viewer,
  view,
  said,
  freshMs,
  path,
  review,
}) => (
  <section aria-labelledby="review">
    <h2 id="review">Review of the emergency</h2>
    <p>
      <Marked text={review.openedBy.name} /> approved this alone on {momentText(review.openedAt)}.{" "}
      {review.closedBy !== undefined && review.closedAt !== undefined ? (
        <>
          <Marked text={review.closedBy.name} /> closed the review on {momentText(review.closedAt)}.
        </>
      ) : (
        "The review is open."
      )}
    </p>
    {review.note !== undefined && (
      <p>
        “<Marked text={review.note} />”
      </p>
    )}
    {view.may.has("close_review") && (
      <>
        <FreshHint {...{ viewer, freshMs, said, path }} />
        <Post action={`${path}/close-review`} viewer={viewer}>
          <NoteField
            id="finding"
            label="What the review found"
            isRequired
            value={written(said, "close-review")}
          />
          <button type="submit">Close the review</button>
        </Post>
      </>
    )}
  </section>
);

const Withdraw: FC<Props> = ({ viewer, path }) => (
  <section aria-labelledby="withdraw">
    <h2 id="withdraw">Take it back</h2>
    <p>Nothing was changed yet. What is withdrawn cannot be approved any more.</p>
    <Post action={`${path}/withdraw`} viewer={viewer}>
      <button type="submit" class="danger">
        Withdraw
      </button>
    </Post>
  </section>
);
