import { ANY, BOOL, INT, type ValueType } from "./value-type.ts";

/** What keeps an expression from being a rule. The message continues the expression's place in the file. */
export class RuleFault extends Error {
  override name = "RuleFault";
}

const WORDS: Record<ValueType["kind"], string> = {
  any: "a value of any kind",
  bool: "true or false",
  int: "a whole number",
  double: "a number",
  string: "a text",
  null: "null",
  list: "a list",
  map: "an object",
};

export const said = ({ kind }: ValueType): string => WORDS[kind];

type Call = (types: readonly ValueType[]) => ValueType;

const isNumber = ({ kind }: ValueType) => kind === "int" || kind === "double";

/** Values of different kinds are never equal, so comparing them is a slip of the pen. */
function areComparable(one: ValueType, other: ValueType): boolean {
  if (one.kind === "any" || other.kind === "any") return true;
  if (isNumber(one) && isNumber(other)) return true;
  if (one.kind === "list" && other.kind === "list") return areComparable(one.of, other.of);
  return one.kind === other.kind;
}

/** A call with as many values as there are kinds, each of one of them. */
const taking =
  (result: ValueType, ...kinds: readonly ValueType["kind"][][]): Call =>
  (types) => {
    const fits = (type: ValueType, at: number) => type.kind === "any" || kinds[at]?.includes(type.kind);
    if (types.length === kinds.length && types.every(fits)) return result;
    throw new RuleFault(`puts ${types.map(said).join(" and ")} where it cannot stand`);
  };

const logic: Call = (types) => taking(BOOL, ...types.map((): ["bool"] => ["bool"]))(types);

const equality: Call = ([one = ANY, other = ANY]) => {
  if (areComparable(one, other)) return BOOL;
  throw new RuleFault(`compares ${said(one)} with ${said(other)}, and they are never equal`);
};

const order: Call = ([one = ANY, other = ANY]) => {
  const kinds = [one, other];
  if (kinds.every((type) => type.kind === "any" || isNumber(type))) return BOOL;
  if (kinds.every(({ kind }) => kind === "any" || kind === "string")) return BOOL;
  throw new RuleFault(`asks which is greater, ${said(one)} or ${said(other)}`);
};

/** CEL adds like to like: JSON's numbers are doubles, so a constant beside one is written 1.0. */
const arithmetic =
  (...kinds: readonly ValueType["kind"][]): Call =>
  ([one = ANY, other = one]) => {
    const known = one.kind === "any" ? other : one;
    if ([one, other].every(({ kind }) => kind === "any" || (kind === known.kind && kinds.includes(kind))))
      return known;
    throw new RuleFault(`reckons with ${said(one)} and ${said(other)}; beside an argument write 1.0, not 1`);
  };

const membership: Call = ([one = ANY, among = ANY]) => {
  if (among.kind === "any") return BOOL;
  if (among.kind === "list" && areComparable(one, among.of)) return BOOL;
  if (among.kind === "map" && areComparable(one, { kind: "string" })) return BOOL;
  throw new RuleFault(`asks whether ${said(one)} is in ${said(among)}`);
};

const choice: Call = ([condition = ANY, one = ANY, other = ANY]) => {
  if (condition.kind !== "bool" && condition.kind !== "any")
    throw new RuleFault(`asks "${said(condition)} ?" where it must be true or false`);
  return one.kind === other.kind ? one : ANY;
};

const size = taking(INT, ["string", "list", "map"]);
const textual = taking(BOOL, ["string"], ["string"]);

/**
 * What a rule may call, by CEL's name of it, methods with a dot before. Left out on purpose: conversions, for reading a long
 * number out of a text takes time beyond proportion, and dates, which ISO writes so that they compare as texts.
 */
export const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["_&&_", logic],
  ["_||_", logic],
  ["!_", logic],
  ["_?_:_", choice],
  ["_==_", equality],
  ["_!=_", equality],
  ["_<_", order],
  ["_<=_", order],
  ["_>_", order],
  ["_>=_", order],
  ["_+_", arithmetic("int", "double", "string")],
  ["_-_", arithmetic("int", "double")],
  ["_*_", arithmetic("int", "double")],
  ["_/_", arithmetic("int", "double")],
  ["_%_", arithmetic("int")],
  ["-_", arithmetic("int", "double")],
  ["@in", membership],
  ["size", size],
  [".size", size],
  [".contains", textual],
  [".startsWith", textual],
  [".endsWith", textual],
]);
