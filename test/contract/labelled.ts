import { labelsIn } from "@gatehouse/tool";
import type { AnyTool } from "./run.ts";

/** Of each kind that a field may ask for; none of them is said by chance. */
const CANARIES = ["canary.k7q@canary.example", "+999 0731 4077", "CANARY-K7Q"];

/** How a state's labelled fields are called: as the gateway withholds them, by the last part of any labelled path. */
function labelledNames({ input, output }: AnyTool): ReadonlySet<string> {
  const paths = [input, output].flatMap((schema) => Object.keys(labelsIn(schema)));
  return new Set(
    paths.map(
      (path) =>
        path
          .replace(/(\[\])+$/, "")
          .split(".")
          .at(-1) ?? "",
    ),
  );
}

/** The tool's example with a canary in every labelled text that it can take; undefined where it takes none. */
export function plantedExample(tool: AnyTool): Record<string, unknown> | undefined {
  const places = Object.keys(labelsIn(tool.input)).filter((path) => !path.includes("[]"));
  const planted = places.reduce(
    (example, path) => {
      const each = CANARIES.map((canary) => withText(example, path.split("."), canary));
      const fitting = each.find((one) => tool.input.safeParse(one).success);
      if (fitting === undefined) throw new Error(`no canary fits ${path} of ${tool.name}: add one`);
      return fitting;
    },
    tool.example as Record<string, unknown>,
  );
  return places.length === 0 ? undefined : planted;
}

function withText(
  value: unknown,
  [key = "", ...rest]: readonly string[],
  text: string,
): Record<string, unknown> {
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [key]: rest.length === 0 ? text : withText(object[key], rest, text) };
}

/** Every text and number that stands in a labelled field of a state, wherever that is. */
export function labelledValues(tool: AnyTool, state: unknown): string[] {
  const names = labelledNames(tool);
  const below = (value: unknown, isLabelled: boolean): string[] => {
    if (value === null || value === undefined || typeof value === "boolean") return [];
    if (typeof value !== "object") return isLabelled ? [String(value)] : [];
    return Object.entries(value).flatMap(([name, field]) => below(field, isLabelled || names.has(name)));
  };
  return below(state, false).filter((text) => text !== "");
}
