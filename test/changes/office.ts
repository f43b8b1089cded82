import { expect } from "vitest";
import { querier } from "../attack/world.ts";
import { type Person, signedIn } from "../credentials/signed-in.ts";
import type { Page } from "../support/headless-sign-in.ts";
import { modern } from "../support/mcp.ts";
import { openWorld, type World } from "./world.ts";

const ELSEWHERE = "http://127.0.0.1:1/nowhere";

/** What came of something that was pressed on a page. */
export type Pressed = { status: number; said: string };

/** The ledger's world with people at the pages, and a look into the database. */
export async function openOffice(options: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(options);
  const query = querier(world);
  return { ...world, query, ...atThePages(world, query), ...inTheRows(query), ...calling(world) };
}

type Query = ReturnType<typeof querier>;

/** What people do with a browser. */
function atThePages(world: World, query: Query) {
  const people = new Map<string, Promise<Person>>();
  const at = (email: string): Promise<Person> => {
    const person = people.get(email) ?? signedIn(world.url, email, "/approvals");
    people.set(email, person);
    return person;
  };
  const post = async (email: string, path: string, fields: Record<string, string>): Promise<Pressed> => {
    const { browser, page } = await at(email);
    const csrf = page.forms.flatMap((form) => form.fields.get("csrf") ?? [])[0] ?? "";
    const body = new URLSearchParams({ ...fields, csrf });
    const headers = { origin: world.url, referer: `${world.url}${path}` };
    const init = { method: "POST", body, headers };
    const { status, html } = (await browser.open(new URL(path, world.url), ELSEWHERE, init)) as Page;
    if (!html.includes("Sign out")) throw new Error(`${email} is signed in no more`);
    const alert = /role="alert"[^>]*>(.*?)<\/div>/s.exec(html)?.[1] ?? "";
    return { status, said: alert.replace(/<[^>]+>/g, "").trim() };
  };
  const press = (email: string, id: string, action: string, fields: Record<string, string> = {}) =>
    post(email, `/approvals/${id}/${action}`, fields);
  return {
    post,
    press,
    /** The same as another site would have their browser post it: without the form's own secret. The answer's status. */
    async postForged(email: string, path: string, fields: Record<string, string>): Promise<number> {
      const { browser } = await at(email);
      const headers = { origin: world.url };
      const init = { method: "POST", body: new URLSearchParams({ ...fields, csrf: "guessed" }), headers };
      return ((await browser.open(new URL(path, world.url), ELSEWHERE, init)) as Page).status;
    },
    approve: (email: string, id: string) => press(email, id, "decide", { decision: "approve" }),
    reject: (email: string, id: string, note: string) =>
      press(email, id, "decide", { decision: "reject", note }),
    /** What this person finds at a path of the pages. */
    async look(email: string, path: string): Promise<Page> {
      const { browser } = await at(email);
      return (await browser.open(new URL(path, world.url), ELSEWHERE)) as Page;
    },
    /** In a new browser; whoever was switched off has lost the one before. */
    signInAgain: (email: string) => void people.delete(email),
    /** As if they had signed in so long ago. */
    async letSignInAge(email: string, interval: string) {
      await at(email);
      await query(
        "update web_session set signed_in_at = now() - $2::interval where person_id = (select id from person where email = $1)",
        [email, interval],
      );
    },
    async idOf(email: string): Promise<string> {
      await at(email);
      const [person] = await query<{ id: string }>("select id from person where email = $1", [email]);
      return person?.id ?? "";
    },
  };
}

function inTheRows(query: Query) {
  const row = async (id: string): Promise<Row> => {
    const [found] = await query<Row>("select * from change_request where id = $1", [id]);
    if (found === undefined) throw new Error(`there is no request ${id}`);
    return found;
  };
  return {
    row,
    /** Resolves with the row once it stands in this state. */
    async until(id: string, state: string): Promise<Row> {
      await expect.poll(async () => (await row(id)).state, { timeout: 15_000, interval: 50 }).toBe(state);
      return row(id);
    },
    /** Lets something happen in the very moment in which this request is approved, before anybody can carry it out. */
    async uponApproval(id: string, statement: string) {
      const body = `begin if NEW.id = '${id}' and NEW.state = 'approved' then ${statement}; end if; return NEW; end`;
      await query(
        `create or replace function upon_approval() returns trigger language plpgsql as $$ ${body} $$`,
      );
      await query(`create or replace trigger upon_approval before update on change_request
        for each row execute function upon_approval()`);
    },
    /** Audit rows that name this request, the oldest first. */
    acts: (id: string) => query<Act>(ACTS, [id]),
  };
}

type Act = {
  kind: string;
  tool: string;
  outcome: string;
  person: string | null;
  facts: Record<string, unknown>;
};
const ACTS = `select kind, tool, outcome, person, facts from audit_row where facts::json->>'change' = $1
  order by at, seq`;

/** What people's assistants do. */
const calling = (world: World) => ({
  /** Asks for a payment; resolves with the request's id. */
  async pay(email: string, account: string, amount = 100): Promise<string> {
    const args = { id: account, amount, reason: "an invoice" };
    const { data, texts } = await world.ask(email, "ledger_pay", args);
    const id = data?.gatehouse_request?.id;
    if (typeof id !== "string") throw new Error(`no request came of it: ${texts.join(" ")}`);
    return id;
  },
  /** One call as a client writes it, with what it says in `_meta` and whatever else. */
  async call(email: string, tool: string, args: object, more: Record<string, unknown> = {}) {
    const token = await tokenOf(world, email);
    return modern(`${world.url}/mcp`, token, "tools/call", { name: tool, arguments: args, ...more });
  },
  tokenOf: (email: string) => tokenOf(world, email),
  effectsOn: (account: string) => world.ledger.effects.filter(({ id }) => id === account).length,
});

const tokens = new WeakMap<World["tokensOf"], Map<string, Promise<string>>>();

function tokenOf({ tokensOf }: World, email: string): Promise<string> {
  const known = tokens.get(tokensOf) ?? new Map<string, Promise<string>>();
  tokens.set(tokensOf, known);
  const token =
    known.get(email) ??
    tokensOf(email, "/mcp", "mcp:read mcp:write offline_access").then(({ access_token }) => access_token);
  known.set(email, token);
  return token;
}

/** A row of `change_request`, as far as tests look at one. */
export type Row = {
  id: string;
  state: string;
  why: string | null;
  outcome: string | null;
  attempt: number;
  approvals_needed: number;
};

export type Office = Awaited<ReturnType<typeof openOffice>>;

/** Holds something up until it is let go; `reached` once it has come there. */
export function gate() {
  const reached = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    letGo: open.resolve,
    async pass() {
      reached.resolve();
      await open.promise;
    },
  };
}
