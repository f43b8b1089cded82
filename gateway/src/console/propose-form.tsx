import type { FC } from "hono/jsx";
import { FreshHint, InputField, Post, REASON_CHARACTERS, SelectField, written } from "./forms.tsx";
import { Report } from "./readiness-table.tsx";
import type { SystemPage } from "./system-page.tsx";

/** In front of an item's name, in the form where somebody says why it may be missing. */
export const WAIVER_FIELD = "waiver-";

type Props = SystemPage & { path: string };

/** In two steps: what is missing for this phase, then the proposal with a reason for each missing item. */
export const ProposeForm: FC<Props> = (props) => {
  const { report, roles, path } = props;
  return (
    <section aria-labelledby="propose">
      <h2 id="propose">Open a phase</h2>
      <form method="get" action={`${path}#propose`} class="filter">
        <SelectField
          id="phase"
          label="Phase"
          value={String(report?.phase ?? 2)}
          options={[
            ["2", "2: low-risk changes"],
            ["3", "3: high-impact changes"],
          ]}
        />
        <SelectField
          id="role"
          label="For whom"
          value={report?.role ?? ""}
          options={[
            ["", "Everybody"],
            ...[...roles].map(([name, title]) => [name, `On trial: ${title}`] as const),
          ]}
        />
        <div class="field">
          <button type="submit" class="quiet">
            Is it ready?
          </button>
        </div>
      </form>
      {report !== undefined && (
        <>
          <Report report={report} />
          <Wish {...props} report={report} />
        </>
      )}
    </section>
  );
};

const Wish: FC<Props & { report: NonNullable<SystemPage["report"]> }> = ({
  report,
  path,
  viewer,
  said,
  freshMs,
}) => {
  const before = (field: string) => written(said, "propose", field);
  return (
    <>
      <h3>Propose phase {report.phase}</h3>
      <FreshHint {...{ viewer, freshMs, said, path: `${path}?${queryOf(report)}` }} />
      <Post action={`${path}/propose`} viewer={viewer}>
        <input type="hidden" name="phase" value={String(report.phase)} />
        <input type="hidden" name="role" value={report.role ?? ""} />
        <InputField
          characters={REASON_CHARACTERS}
          id="reason"
          name="reason"
          label="Reason"
          isRequired
          value={before("reason")}
        />
        <InputField id="ticket" label="Ticket" isRequired value={before("ticket")} />
        <InputField
          id="ends"
          label="Ends on its own at the end of"
          hint="Leave it empty to keep it open until somebody closes it. Days are those of UTC."
          type="date"
          value={before("ends")}
        />
        {report.items
          .filter(({ ok }) => !ok)
          .map(({ name, title }) => (
            <InputField
              characters={REASON_CHARACTERS}
              id={`${WAIVER_FIELD}${name}`}
              name={`${WAIVER_FIELD}${name}`}
              label={`Missing: ${title}`}
              hint="Why it may be missing; stays on record. Empty: the proposal is refused."
              value={before(`${WAIVER_FIELD}${name}`)}
            />
          ))}
        <button type="submit">Propose</button>
      </Post>
    </>
  );
};

export const queryOf = ({ phase, role }: { phase: number; role: string | undefined }): string =>
  new URLSearchParams({ phase: String(phase), ...(role !== undefined && { role }) }).toString();
