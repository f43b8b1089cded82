import { type CelInput, CelScalar, celEnv, celMethod, isCelError, parse, plan } from "@bufbuild/cel";
import type { Caller } from "@gatehouse/tool";

/** One call as a rule sees it: whose it is, and with which arguments, after they were found to fit the tool's schema. */
export type Asked = {
  caller: Pick<Caller, "id" | "email" | "roles">;
  args: Readonly<Record<string, unknown>>;
};

/** `said` continues "the rule" in a sentence for whoever explains a decision; it may repeat an argument. */
export type Verdict = { allows: boolean; said: string };

/** What one role says about the arguments of one tool, compiled. Judging reads nothing but its argument, and never throws. */
export type ArgumentRule = {
  role: string;
  /** The role's title, as people read it. */
  title: string;
  /** The expression as it stands in the file. */
  when: string;
  /** What the rule asks for, in the role's own words. */
  explain: string | undefined;
  judge(asked: Asked): Verdict;
};

/** The longest text that `matches` looks at, in UTF-16 units: its time grows with text and pattern multiplied. */
const MATCHED_CHARACTERS = 4_096;

const plain = celEnv();
const isMatch = plan(plain, parse("text.matches(pattern)"));
const { STRING, BOOL } = CelScalar;
const environment = celEnv({
  funcs: [
    celMethod("matches", STRING, [STRING], BOOL, function (pattern) {
      if (this.length > MATCHED_CHARACTERS)
        throw new Error(`a text of more than ${MATCHED_CHARACTERS} characters is not matched`);
      const found = isMatch({ text: String(this), pattern });
      if (typeof found !== "boolean") throw found;
      return found;
    }),
  ],
});

/** What keeps an RE2 pattern from being one; undefined where it can be used. */
export function patternFault(pattern: string): string | undefined {
  const tried = isMatch({ text: "", pattern });
  return isCelError(tried) ? tried.message : undefined;
}

/**
 * Compiles a CEL expression (github.com/google/cel-spec). Throws an Error whose message says where it is not one; whether it
 * means something for a tool, and ends in time, is what `ruleFault` says.
 */
export function compileRule(when: string): (asked: Asked) => Verdict {
  const evaluate = plan(environment, parse(when));
  return ({ caller: { id, email, roles }, args }) => {
    const caller = celInput({ id, email, roles });
    const result = evaluate({ args: celInput(args), caller });
    if (result === true) return { allows: true, said: "is true" };
    if (result === false) return { allows: false, said: "is false" };
    if (isCelError(result)) return { allows: false, said: `cannot be worked out: ${result.message}` };
    return { allows: false, said: "is neither true nor false" };
  };
}

/**
 * JSON as CEL's maps and lists. Handed over as it is, an object with a `$typeName` would be read as the protobuf message it
 * claims to be: a rule would then see another value than the system does.
 */
function celInput(json: unknown): CelInput {
  if (Array.isArray(json)) return json.map(celInput);
  if (typeof json !== "object" || json === null) return json as CelInput;
  return new Map(Object.entries(json).map(([name, value]) => [name, celInput(value)]));
}
