import { type Definitions, navigation, type Target } from "./graph-types.ts";

/** What a path below the version leads to: its pattern, and the type of the answer where the metadata names one. */
export type GraphRoute = { pattern: string; target?: Target | undefined };

const ENTITY_SETS: Record<string, string> = {
  sites: "site",
  drives: "drive",
  shares: "sharedDriveItem",
  users: "user",
};

/** What bound functions and actions answer, which the metadata of types does not say (vendor's API pages). */
const FUNCTIONS: Record<string, Target | undefined> = {
  search: { type: "driveItem", isMany: true },
  delta: { type: "driveItem", isMany: true },
  invite: { type: "permission", isMany: true },
  createLink: { type: "permission", isMany: false },
  createUploadSession: { type: "uploadSession", isMany: false },
  extractSensitivityLabels: { type: "extractSensitivityLabelsResult", isMany: false },
  restore: { type: "driveItem", isMany: false },
};
/** Functions that answer with another status than 200 and no body, or with a file. */
const WITHOUT_BODY = ["content", "copy", "checkout", "checkin", "discardCheckout", "restoreVersion"];

/** Walks a path along the navigation properties of the types, so that each segment is an id, a property or a function. */
export function graphRoute(definitions: Definitions, path: string): GraphRoute {
  // `root:/a/b:` and `site:/a/b:` name by path; what is between the colons is one value.
  const byPath = path.replaceAll(/:\/(.+?)(:(?=\/)|:?$)/g, (_, _name: string, end: string) =>
    end === ":" ? ":{path}:" : ":{path}",
  );
  let target: Target | undefined;
  let isNamed = false;
  const words: string[] = [];
  for (const segment of byPath
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent)) {
    const [, bare = segment] = /^([\w.]+)\(.*\)$/s.exec(segment) ?? [];
    const name = bare.replace(/:\{path\}:?$/, "");
    if (words.length === 0 && ENTITY_SETS[name] !== undefined)
      target = { type: ENTITY_SETS[name], isMany: true };
    else if (words.length === 0) return { pattern: byPath, target: roots(byPath) };
    else if (name === `microsoft.graph.${name.split(".").at(-1)}`) target = cast(target, name);
    else if (target?.isMany && !isNamed && FUNCTIONS[name] === undefined) {
      target = { ...target, isMany: false };
      words.push(bare === name ? "{id}" : `{id}${bare.slice(name.length)}`);
      continue;
    } else target = below(definitions, target, name);
    isNamed = false;
    words.push(bare);
  }
  return { pattern: words.join("/"), target };
}

const cast = (target: Target | undefined, name: string): Target | undefined =>
  target && { ...target, type: name.replace("microsoft.graph.", "") };

function below(definitions: Definitions, target: Target | undefined, name: string): Target | undefined {
  if (WITHOUT_BODY.includes(name)) return undefined;
  return (target && navigation(definitions, target.type, name)) ?? FUNCTIONS[name];
}

const roots = (path: string): Target | undefined =>
  path === "search/query" ? { type: "searchResponse", isMany: true } : undefined;
