import type { CatalogEntry } from "./catalog.ts";
import type { Label, Labels } from "./sensitive.ts";

/** What is left of a state, and the places such as `lines[].pay` that were taken out of it. */
export type VisibleState = { state: unknown; withheld: string[] };

/**
 * A function that shows the `before` or `after` of a change to somebody whose roles show them `sees`. A state has no schema of
 * its own, so its fields go by name: one that is called like the end of any labelled path of the tool's input or output counts
 * as that field, wherever it stands, with all that is below it. The state itself stays as it is.
 */
export function withholdState(labels: Readonly<CatalogEntry["labels"]>, sees: Iterable<Label>) {
  const hidden = hiddenNames(labels, new Set(sees));
  return function visibleIn(state: unknown): VisibleState {
    const withheld = new Set<string>();
    const copy = (value: unknown, place: string): unknown => {
      if (Array.isArray(value)) return value.map((item) => copy(item, `${place}[]`));
      if (value === null || typeof value !== "object") return value;
      const shown = Object.entries(value).flatMap(([name, field]) => {
        const at = place === "" ? name : `${place}.${name}`;
        if (!hidden.has(name)) return [[name, copy(field, at)] as const];
        withheld.add(at);
        return [];
      });
      return Object.fromEntries(shown);
    };
    return { state: copy(state, ""), withheld: [...withheld] };
  };
}

/** Of a name that several paths end in, one hidden label is enough. A labelled list, `emails[]`, ends in its own name. */
function hiddenNames({ input, output }: { input: Labels; output: Labels }, sees: ReadonlySet<Label>) {
  const paths = [...Object.entries(input), ...Object.entries(output)];
  const names = paths
    .filter(([, label]) => !sees.has(label))
    .map(
      ([path]) =>
        path
          .replace(/(\[\])+$/, "")
          .split(".")
          .at(-1) ?? "",
    );
  return new Set(names);
}
