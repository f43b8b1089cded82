import type { Child, FC } from "hono/jsx";
import type { Said } from "./act.ts";
import { InputField, Post, REASON_CHARACTERS, written } from "./forms.tsx";
import type { Viewer } from "./viewer.ts";

type BrakeProps = {
  viewer: Viewer;
  said: Said | undefined;
  /** Where it is sent to. */
  action: string;
  summary: string;
  button: string;
  /** What it does. */
  children: Child;
};

/** The emergency brake of one system or of all, folded until somebody wants it. */
export const BrakeForm: FC<BrakeProps> = ({ viewer, said, action, summary, button, children }) => (
  <details open={written(said, "brake", "reason") !== undefined}>
    <summary>{summary}</summary>
    <p>{children}</p>
    <Post action={action} viewer={viewer}>
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
        {button}
      </button>
    </Post>
  </details>
);
