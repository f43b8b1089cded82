import type { z } from "zod";

/** What does not fit the schema in words for whoever writes the file. It never repeats what stands there: it may be a secret. */
export const sayIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return "is missing";
  if (issue.input === null) return "is empty";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${nameOf(issue.expected)}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "too_small":
      return issue.origin in COUNTED ? tooFew(issue) : `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}${COUNTED[issue.origin] ?? ""}`;
    case "invalid_union":
      return noneOf(issue);
    default:
      return undefined;
  }
};

/** What the limits of a text and of a list count. */
const COUNTED: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

const tooFew = ({ origin, minimum }: { origin: string; minimum: number | bigint }): string =>
  minimum === 1 ? "must not be empty" : `must be at least ${minimum}${COUNTED[origin]}`;

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of settings",
  record: "a group of settings",
};
const nameOf = (expected: string): string => NAMES[expected] ?? expected;

const oneOf = (values: readonly z.core.util.Primitive[]): string =>
  listed(values.filter((value) => value !== undefined).map(String));

/** `a, b or c` */
const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" or ");

type Union = Pick<z.core.$ZodIssueInvalidUnion, "errors"> & { options?: z.core.util.Primitive[] };

/** Of several forms the one that was meant is the one whose kind of value fits; without one, all of them are named. */
function noneOf({ errors, options = [] }: Union): string | undefined {
  if (options.length > 0) return `must be ${oneOf(options)}`;
  const isOtherKind = ([first]: readonly z.core.$ZodIssue[]) =>
    first?.code === "invalid_type" && first.path.length === 0;
  const [meant, ...others] = errors.filter((issues) => !isOtherKind(issues));
  if (meant !== undefined && others.length === 0) return meant.map(within).join(", ");
  const kinds = errors.flatMap(([first]) => (first?.code === "invalid_type" ? [nameOf(first.expected)] : []));
  return kinds.length === errors.length ? `must be ${listed([...new Set(kinds)])}` : undefined;
}

const within = (issue: z.core.$ZodIssue): string =>
  issue.code === "unrecognized_keys"
    ? `${listed(issue.keys)} is not a known setting`
    : [issue.path.join("."), issue.message].filter(Boolean).join(" ");
