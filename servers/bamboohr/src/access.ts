import { type Caller, type Label, ToolError } from "@gatehouse/tool";
import type { TokenSource } from "@gatehouse/upstream";
import type { FieldClass } from "./field-classes.ts";
import { LIMITS } from "./limits.ts";
import { mayRead, type Policy, type Relation } from "./policy.ts";
import type { People, Person, User } from "./records.ts";
import { lineAbove, relationBetween } from "./relation.ts";
import { plain } from "./values.ts";

/** One caller's standing in the company, and what follows from it. */
export type Access = {
  me: Person;
  isHr: boolean;
  /**
   * Everybody the caller may know of: whoever works here, and for HR also who has left. Who is yet to begin is told to their
   * managers and HR, as BambooHR's own directory leaves them out.
   */
  people: readonly Person[];
  get(id: string | undefined): Person | undefined;
  relationTo(person: Person): Relation;
  may(person: Person, fieldClass: FieldClass): boolean;
  /** Whether the gateway's roles show the caller what carries this label; without a gateway nothing is withheld later. */
  sees(label: Label | undefined): boolean;
  /** Who is meant by `me`, an id, an e-mail address or a name; `not_found`, or `invalid_input` for a name of several. */
  find(who: string): Person;
  /** The managers above somebody, nearest first; and whether people report to each other there. */
  above(person: Person): { people: Person[]; isLoop: boolean };
  /** Everybody below somebody in the line of managers. */
  below(person: Person): Person[];
  /** Names of fields that BambooHR kept from this identity in the list of people. */
  restricted: ReadonlySet<string>;
};

type Source = {
  caller: Caller;
  identity: TokenSource["identity"];
  policy: Policy;
  people(): Promise<People>;
  users(signal: AbortSignal): Promise<User[]>;
  tokenOwner(signal: AbortSignal): Promise<{ id?: string | undefined; email?: string | undefined }>;
  identities(key: string, ask: () => Promise<string>): Promise<string>;
  /** As `YYYY-MM-DD`. */
  today: string;
};

export async function accessFor(source: Source, signal: AbortSignal): Promise<Access> {
  const { caller, policy, today } = source;
  // An empty address would meet every account that has none.
  if (caller.email === "") throw refused("Your sign-in carries no verified e-mail address", askForEmail);
  const [id, { people, restricted }] = await Promise.all([
    source.identities(`${caller.id} ${caller.email}`, () => employeeIdOf(source, signal)),
    source.people(),
  ]);
  const byId = new Map(people.map((person) => [person.id, person]));
  const me = byId.get(id);
  if (!me?.isActive) throw refused("BambooHR does not list you among the people who work here");
  const isHr = caller.roles.some((role) => policy.hrRoles?.includes(role));
  const relationTo = (person: Person) => relationBetween({ id, isHr }, person, byId);
  // Lines of managers run through people who have left; only HR is told of these.
  const isVisible = (person: Person) => {
    const relation = relationTo(person);
    const hasBegun = (person.hireDate ?? "") <= today;
    return relation !== "former" && (hasBegun || relation !== "other");
  };
  const visible = people.filter(isVisible);
  const get = (personId = "") => [byId.get(personId)].find((each) => each !== undefined && isVisible(each));
  return {
    me,
    isHr,
    people: visible,
    get,
    relationTo,
    may: (person, fieldClass) => mayRead(relationTo(person), fieldClass, policy),
    sees: (label) => label === undefined || caller.sees === undefined || caller.sees.includes(label),
    find: (who) => (who.trim().toLowerCase() === "me" ? me : oneOf(matches(visible, who))),
    above(person) {
      const { ids, isLoop } = lineAbove(person, byId);
      return { people: ids.flatMap((managerId) => get(managerId) ?? []), isLoop };
    },
    below: (person) =>
      visible.filter((each) => relationBetween({ id: person.id, isHr: false }, each, byId) === "manager"),
    restricted,
  };
}

/**
 * Under a shared identity the one enabled account with the caller's verified e-mail; under their own the owner of the
 * token, who must bear that address too. `not_allowed` for none or several.
 */
async function employeeIdOf({ caller, identity, users, tokenOwner }: Source, signal: AbortSignal) {
  if (identity === "person") {
    const { id, email } = await tokenOwner(signal);
    if (id === undefined || email !== caller.email)
      throw refused("The BambooHR account that is connected bears another e-mail address than your sign-in");
    return id;
  }
  const accounts = (await users(signal)).filter(
    ({ email, isEnabled }) => isEnabled && email === caller.email.toLowerCase(),
  );
  const ids = new Set(accounts.flatMap(({ employeeId }) => employeeId ?? []));
  const [id] = ids;
  if (id === undefined || ids.size > 1)
    throw refused(
      `BambooHR has ${ids.size > 1 ? "several accounts" : "no account of an employee"} with your e-mail address`,
    );
  return id;
}

const askForEmail = "Ask IT to have your e-mail address verified, then sign in again.";

const refused = (what: string, next = "Ask HR to correct your BambooHR account.") =>
  new ToolError("not_allowed", `${what}; nothing was read.`, { next });

/** The people meant by an id, an e-mail address or a name; whole names go before parts of names. */
function matches(people: readonly Person[], who: string): Person[] {
  const given = who.trim();
  if (/^\d+$/.test(given)) return people.filter(({ id }) => id === given);
  if (given.includes("@")) return people.filter(({ email }) => email?.toLowerCase() === given.toLowerCase());
  const name = plain(given);
  const exact = people.filter(({ calledBy }) => calledBy.some((called) => plain(called) === name));
  return exact.length > 0 ? exact : people.filter((person) => isCalled(person, name));
}

/** Whether each word of `name` begins a word of one of the person's names. */
export const isCalled = ({ calledBy }: Person, name: string): boolean =>
  name !== "" &&
  calledBy.some((called) => {
    const parts = plain(called).split(" ");
    return name.split(" ").every((word) => parts.some((part) => part.startsWith(word)));
  });

/** One person or none is an answer; of several none is picked. Names are BambooHR's words, so they are told apart by id. */
function oneOf(found: Person[]): Person {
  const [one, another] = found;
  if (one === undefined)
    throw new ToolError("not_found", "BambooHR lists nobody of that name, id or address; nothing was read.", {
      next: "Look for them with bamboohr_find_people.",
    });
  if (another === undefined) return one;
  const ids = found.slice(0, LIMITS.candidatesMax).map(({ id }) => id);
  throw new ToolError(
    "invalid_input",
    `${found.length} people are called that, with the ids ${ids.join(", ")}${found.length > ids.length ? " and more" : ""}; nothing was read.`,
    { next: "See who they are with bamboohr_find_people, then repeat the call with one id." },
  );
}
