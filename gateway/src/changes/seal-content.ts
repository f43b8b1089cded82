import type { PersonKeys } from "../audit/person-keys.ts";
import { open, seal } from "../crypto/sealed-box.ts";
import type { ChangeContent } from "./change-request.ts";

/** Which part of a request is sealed: bound in, so that no box can be put into another one's place. */
type Part = "content" | "result" | `note ${string}` | `decision ${string}`;

const contextOf = (request: string, part: Part) => `change ${request} ${part}`;

/**
 * Seals what a request says under its requester's audit key: erasing that key erases it, and nobody who can only write to the
 * database can exchange what was approved.
 */
export type RequestSeals = {
  seal(person: string, request: string, part: Part, value: unknown): Promise<Buffer>;
  /** Undefined where the key was erased; rejects where a bit is not as it was sealed. */
  open<T>(person: string, request: string, part: Part, box: Buffer): Promise<T | undefined>;
};

export const requestSeals = (keys: Pick<PersonKeys, "get" | "find">): RequestSeals => ({
  async seal(person, request, part, value) {
    return seal(await keys.get(person), JSON.stringify(value), contextOf(request, part));
  },
  async open(person, request, part, box) {
    const key = await keys.find(person);
    return key && JSON.parse(open(key, box, contextOf(request, part)).toString());
  },
});

/** What stands in place of a content whose key was erased. */
export const ERASED: ChangeContent = {
  arguments: {},
  summary: "(erased)",
  before: null,
  after: null,
  checks: [],
  hasPreview: true,
};

/** What stands in a list in place of a content that is not as it was sealed. By itself such a request cannot even be looked at. */
export const UNREADABLE: ChangeContent = { ...ERASED, summary: "(cannot be read: somebody wrote over it)" };
