import type { Page } from "./provisioned-people.ts";
import { invalidValue } from "./scim-error.ts";
import { type Condition, readFilter } from "./scim-filter.ts";
import { PAGE_SIZE_MAX } from "./scim-resources.ts";

const PAGE_SIZE = 100;

type Query = { query(name: string): string | undefined };

/** What a list is asked for (RFC 7644, section 3.4.2). Throws ScimError. */
export const listQuery = (request: Query): { conditions: Condition[]; page: Page } => {
  const filter = request.query("filter");
  return {
    conditions: filter === undefined ? [] : readFilter(filter),
    page: {
      startIndex: Math.max(1, whole(request.query("startIndex"), 1, "startIndex")),
      count: Math.min(PAGE_SIZE_MAX, Math.max(0, whole(request.query("count"), PAGE_SIZE, "count"))),
    },
  };
};

function whole(text: string | undefined, otherwise: number, name: string): number {
  if (text === undefined) return otherwise;
  if (!/^-?\d{1,9}$/.test(text)) throw invalidValue(`${name} must be a whole number.`);
  return Number(text);
}

export const listOf = (total: number, { startIndex }: Page, resources: readonly object[]): object => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
});

const ALWAYS = new Set(["schemas", "id"]);

/** Leaves out what was not asked for, by whole attributes (RFC 7644, section 3.4.2.5). */
export function shownPart(resource: Record<string, unknown>, request: Query): Record<string, unknown> {
  const wanted = namesIn(request.query("attributes"));
  const unwanted = namesIn(request.query("excludedAttributes"));
  return Object.fromEntries(
    Object.entries(resource).filter(([key]) => {
      if (ALWAYS.has(key)) return true;
      const name = key.toLowerCase();
      return wanted === undefined ? !unwanted?.has(name) : wanted.has(name);
    }),
  );
}

/** Whether an attribute will be shown, so that what costs much is not read for nothing. */
export const isShown = (name: string, request: Query): boolean =>
  Object.hasOwn(shownPart({ [name]: true }, request), name);

function namesIn(list: string | undefined): Set<string> | undefined {
  if (list === undefined || list.length > 1_000) return undefined;
  const core = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/;
  return new Set(
    list.split(",").map((name) => name.trim().toLowerCase().replace(core, "").split(".", 1)[0] ?? ""),
  );
}
