import { canonicalJson } from "@gatehouse/tool";

/** One field whose value a change touches, by its place in the record, such as `lines[2].amount`. */
export type FieldChange = {
  path: string;
  kind: "changed" | "added" | "removed" | "same";
  before: unknown;
  after: unknown;
};

/** Fields in more levels than this are compared as one value. */
const DEPTH_MAX = 8;

/** Every field of two states of one record, in the order of the first. Lists are compared place by place. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const [had, has] = [new Map(leaves(before)), new Map(leaves(after))];
  return [...new Set([...had.keys(), ...has.keys()])].map((path) => {
    const [was, is] = [had.get(path), has.get(path)];
    if (!had.has(path)) return { path, kind: "added", before: undefined, after: is };
    if (!has.has(path)) return { path, kind: "removed", before: was, after: undefined };
    return {
      path,
      kind: canonicalJson(was) === canonicalJson(is) ? "same" : "changed",
      before: was,
      after: is,
    };
  });
}

function leaves(value: unknown, path = "", depth = 0): [string, unknown][] {
  if (value === undefined || (value === null && depth === 0)) return [];
  if (typeof value !== "object" || value === null || depth >= DEPTH_MAX) return [[path, value]];
  const members = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index + 1}]`, item] as const)
    : Object.entries(value).map(([name, item]) => [join(path, name), item] as const);
  return members.length === 0
    ? [[path, value]]
    : members.flatMap(([place, item]) => leaves(item, place, depth + 1));
}

/** A name that is not plain is quoted: written bare, it could pose as another field's place. */
const join = (path: string, name: string): string =>
  /^[\w-]+$/.test(name) ? (path ? `${path}.${name}` : name) : `${path}[${JSON.stringify(name)}]`;
