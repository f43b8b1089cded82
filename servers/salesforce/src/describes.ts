import { LIMITS } from "./limits.ts";

/** A field as Salesforce describes it to one person. What they may not see is not in the list at all. */
export type Described = {
  name: string;
  label: string;
  type: string;
  required: boolean;
  updateable: boolean;
  options: string[];
};

export type Description = { label: string; fields: ReadonlyMap<string, Described> };

/** One answer of the vendor's: the description, or that it has not changed since `since`, an HTTP date. */
export type Ask = (since: string | undefined) => Promise<{ body: unknown; date: string } | "unchanged">;

/**
 * Descriptions of objects by person, cut from some 270 KB each to what is read. After a few minutes Salesforce is asked
 * whether one has changed; after an hour it is fetched anew, because a change of rights alone may not count as one [open].
 */
export function createDescribes(now: () => number = Date.now) {
  type Entry = { description: Description; date: string; askAt: number; endsAt: number };
  const kept = new Map<string, Entry>();
  const running = new Map<string, Promise<Description>>();

  async function refresh(key: string, ask: Ask): Promise<Description> {
    const known = kept.get(key);
    const still = known && known.endsAt > now() ? known : undefined;
    const answer = await ask(still?.date);
    const entry: Entry =
      answer === "unchanged" && still
        ? { ...still, askAt: now() + LIMITS.rememberMs }
        : fetched(answer === "unchanged" ? undefined : answer);
    kept.delete(key);
    kept.set(key, entry);
    const oldest = kept.keys().next().value;
    if (kept.size > LIMITS.rememberedMax && oldest !== undefined) kept.delete(oldest);
    return entry.description;
  }

  const fetched = (answer: { body: unknown; date: string } | undefined): Entry => ({
    description: slim(answer?.body),
    date: answer?.date ?? "",
    askAt: now() + LIMITS.rememberMs,
    endsAt: now() + LIMITS.describeMs,
  });

  /** What is known by now, without asking anybody. */
  const peek = (key: string): Description | undefined => {
    const known = kept.get(key);
    return known && known.askAt > now() ? known.description : undefined;
  };

  /** Those who ask at the same time share the answer. */
  async function get(key: string, ask: Ask): Promise<Description> {
    const known = peek(key);
    if (known) return known;
    const asking = running.get(key) ?? refresh(key, ask).finally(() => running.delete(key));
    running.set(key, asking);
    return asking;
  }

  return { get, peek };
}

type Raw = Record<string, unknown>;

function slim(body: unknown): Description {
  const { label, fields } = (body ?? {}) as Raw;
  const list = (Array.isArray(fields) ? fields : []) as Raw[];
  return {
    label: String(label ?? ""),
    fields: new Map(list.map((field) => [String(field.name), described(field)])),
  };
}

const described = (field: Raw): Described => ({
  name: String(field.name),
  label: String(field.label ?? ""),
  type: String(field.type ?? ""),
  // A default makes up for what is not given.
  required: field.nillable === false && field.defaultedOnCreate !== true && field.createable === true,
  updateable: field.updateable === true,
  options: (Array.isArray(field.picklistValues) ? (field.picklistValues as Raw[]) : [])
    .filter(({ active }) => active === true)
    .map(({ value }) => String(value)),
});
