import type { Describe, Field, Recordings } from "./recordings.ts";

type Row = Record<string, unknown> & { attributes?: { type?: string; url?: string } };
type Described = Recordings["described"];

const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && "attributes" in value;

const ID = /^[A-Za-z0-9]{15}[A-Z0-5]{3}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** What the value of a field of each type looks like; every other type is a text. */
const FORMS: Record<string, (value: unknown) => boolean> = {
  id: (value) => ID.test(String(value)),
  reference: (value) => ID.test(String(value)),
  boolean: (value) => typeof value === "boolean",
  int: Number.isInteger,
  double: Number.isFinite,
  currency: Number.isFinite,
  percent: Number.isFinite,
  datetime: (value) => MOMENT.test(String(value)),
  date: (value) => DAY.test(String(value)),
  address: (value) => typeof value === "object",
};

/** What in these rows no recorded description of their object allows. Custom fields are the demo's own and are not looked at. */
export function rowProblems(value: unknown, described: Described): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => rowProblems(each, described));
  if (!isRow(value)) return [];
  const { attributes = {}, ...cells } = value;
  const { type = "", url = "" } = attributes;
  if (type === "AggregateResult") return url === "" ? [] : ["a group has no address of its own"];
  const address = new RegExp(`^/services/data/v\\d+\\.0/sobjects/\\w+/${ID.source.slice(1, -1)}$`);
  const problems = address.test(url) ? [] : [`${type}: attributes.url is "${url}"`];
  const description = described.get(type);
  const cellProblems = Object.entries(cells).flatMap(([name, cell]) =>
    description ? cellProblem(description, name, cell) : [],
  );
  const below = Object.values(cells).flatMap((cell) =>
    rowProblems(isChildren(cell) ? cell.records : cell, described),
  );
  return [...problems, ...cellProblems, ...below];
}

const isChildren = (cell: unknown): cell is { records: unknown[] } =>
  typeof cell === "object" && cell !== null && "records" in cell;

function cellProblem(
  { name: object, fields, childRelationships }: Describe,
  name: string,
  cell: unknown,
): string[] {
  if (/__[cr]$/.test(name)) return [];
  const field = fields.find((each) => each.name === name);
  if (field) return valueProblem(object, field, cell);
  const isLink = fields.some(({ relationshipName }) => relationshipName === name);
  if (isLink) return cell === null || isRow(cell) ? [] : [`${object}.${name} is not a row`];
  const isChild = childRelationships.some(({ relationshipName }) => relationshipName === name);
  if (isChild) return cell === null || isChildren(cell) ? [] : [`${object}.${name} is not a list of rows`];
  return [`${object} has no field ${name} in the recording`];
}

function valueProblem(object: string, { name, type, nillable, length }: Field, cell: unknown): string[] {
  if (cell === null) return nillable ? [] : [`${object}.${name} is never null`];
  const fits =
    FORMS[type] ??
    ((value: unknown) => typeof value === "string" && (length === 0 || value.length <= length));
  return fits(cell) ? [] : [`${object}.${name} is no ${type}: ${JSON.stringify(cell)}`];
}

/** Where a description differs from the recorded one of the same object in what clients rely on. Custom fields are the demo's own. */
export function describeProblems(body: unknown, described: Described): string[] {
  const given = body as Describe;
  const recorded = described.get(given.name);
  if (!recorded) return [];
  return given.fields
    .filter(({ name }) => !name.endsWith("__c"))
    .flatMap((field) => {
      const known = recorded.fields.find(({ name }) => name === field.name);
      if (!known) return [`${given.name} has no field ${field.name} in the recording`];
      const differing = (["type", "relationshipName", "nillable", "length"] as const).filter(
        (key) => field[key] !== known[key],
      );
      const foreign = field.referenceTo.filter((target) => !known.referenceTo.includes(target));
      return [
        ...differing.map(
          (key) => `${given.name}.${field.name}: ${key} is ${field[key]}, recorded ${known[key]}`,
        ),
        ...foreign.map(
          (target) => `${given.name}.${field.name}: refers to ${target}, which it does not in the recording`,
        ),
      ];
    });
}
