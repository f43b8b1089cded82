import type { Child, FC } from "hono/jsx";
import { SESSION_PATHS } from "../authorization/own-client.ts";
import { spanText } from "../words.ts";
import type { Said } from "./act.ts";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";

/** Long enough for a reason, and short enough to be kept while somebody signs in again. */
const NOTE_CHARACTERS = 600;
/** Why a phase opens or closes: one line. */
export const REASON_CHARACTERS = 500;

type PostProps = { action: string; viewer: Pick<Viewer, "csrfToken">; children?: Child };

/** A form that does something. */
export const Post: FC<PostProps> = ({ action, viewer, children }) => (
  <form method="post" action={action}>
    <input type="hidden" name="csrf" value={viewer.csrfToken} />
    {children}
  </form>
);

type FieldProps = {
  id: string;
  name?: string;
  label: string;
  hint?: string;
  value?: string | undefined;
  isRequired?: boolean;
};

export const NoteField: FC<FieldProps> = ({ id, name = "note", label, hint, value = "", isRequired }) => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint !== undefined && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <textarea
      id={id}
      name={name}
      maxlength={NOTE_CHARACTERS}
      required={isRequired}
      aria-describedby={hint === undefined ? undefined : `${id}-hint`}
    >
      {value}
    </textarea>
  </div>
);

type InputProps = FieldProps & {
  characters?: number;
  type?: "text" | "email" | "date";
  autocomplete?: string;
};

export const InputField: FC<InputProps> = ({
  id,
  name = id,
  label,
  hint,
  value,
  isRequired,
  type,
  autocomplete,
  characters = 254,
}) => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint !== undefined && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <input
      id={id}
      name={name}
      type={type ?? "text"}
      maxlength={characters}
      required={isRequired}
      value={value ?? ""}
      autocomplete={autocomplete ?? "off"}
      aria-describedby={hint === undefined ? undefined : `${id}-hint`}
    />
  </div>
);

type SelectProps = FieldProps & { options: readonly (readonly [value: string, title: string])[] };

export const SelectField: FC<SelectProps> = ({ id, name = id, label, value, options }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <select id={id} name={name}>
      {options.map(([option, title]) => (
        <option value={option} selected={option === value}>
          {title}
        </option>
      ))}
    </select>
  </div>
);

/** What was written into a form before, where it has to be sent once more. */
export const written = (said: Said | undefined, action: string, field = "note"): string | undefined =>
  said?.action === action ? said.fields[field] : undefined;

type SaidProps = {
  said: Said | undefined;
  /** What each action is called once it is done. */
  done: Readonly<Record<string, string>>;
  viewer: Viewer;
  freshMs: number;
  path: string;
};

/** What came of the last press. */
export const Outcome: FC<SaidProps> = ({ said, done, viewer, freshMs, path }) => {
  if (said === undefined) return null;
  if (said.kind === "refused")
    return (
      <div class="notice" role="alert">
        <p>
          <strong>Nothing was done.</strong> <Marked text={said.text} />
        </p>
      </div>
    );
  if (said.kind === "done")
    return (
      <p class="notice good" role="status">
        {done[said.action] ?? "Done."}
      </p>
    );
  return isFresh(viewer, freshMs) ? (
    <p class="notice good" role="status">
      <strong>You have signed in again.</strong> Nothing was done yet: what you wrote is still there. Look at
      it once more and send it.
    </p>
  ) : (
    <div class="notice" role="alert">
      <p>
        <strong>Nothing was done yet.</strong> This needs a sign-in from the last {spanText(freshMs)}. Sign in
        again and you come back to this page; what you wrote is kept.
      </p>
      <SignInAgain path={path} />
    </div>
  );
};

const isFresh = ({ signedInAt }: Pick<Viewer, "signedInAt">, freshMs: number, now = Date.now()): boolean =>
  now - signedInAt.getTime() <= freshMs;

/** Said before somebody writes anything. */
export const FreshHint: FC<{ viewer: Viewer; freshMs: number; said: Said | undefined; path: string }> = ({
  viewer,
  freshMs,
  said,
  path,
}) =>
  isFresh(viewer, freshMs) || said?.kind === "unsigned" ? null : (
    <p class="hint">
      You will be asked to <a href={signInAgainUrl(path)}>sign in again</a> first: this needs a sign-in from
      the last {spanText(freshMs)}.
    </p>
  );

const SignInAgain: FC<{ path: string }> = ({ path }) => (
  <p>
    <a class="button" href={signInAgainUrl(path)}>
      Sign in again
    </a>
  </p>
);

const signInAgainUrl = (path: string): string =>
  `${SESSION_PATHS.start}?${new URLSearchParams({ to: path, fresh: "1" })}`;
