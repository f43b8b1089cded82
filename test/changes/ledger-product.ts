import type { Product } from "@gatehouse/server";
import { type Check, defineSystem, sensitive, ToolError, toolFor } from "@gatehouse/tool";
import { z } from "zod";

type Account = { label: string; paid: number };
type Moment = "read" | "preview" | "accepted" | "applied";

/** What a test lets happen at one moment of a write: wait, fail, or end something. */
type Interlude = (tool: string, id: string) => Promise<void> | void;

/** What the tools work on. */
type Book = ReturnType<typeof openBook>;

function openBook() {
  const accounts = new Map<string, Account>();
  const interludes: Partial<Record<Moment, Interlude>> = {};
  return {
    effects: [] as { tool: string; id: string }[],
    numbers: new Map<string, string>(),
    interludes,
    account(id: string): Account {
      const found = accounts.get(id) ?? { label: "new", paid: 0 };
      accounts.set(id, found);
      return found;
    },
    at: async (moment: Moment, tool: string, id: string) => interludes[moment]?.(tool, id),
  };
}

const defineTool = toolFor<undefined>();
const id = z.string().min(1).max(40);

function getTool({ account, at }: Book) {
  return defineTool({
    name: "ledger_get",
    title: "Get an account",
    description: "Returns one account.",
    phase: 1,
    risk: "read",
    input: z.strictObject({ id }),
    output: z.object({ id: z.string(), label: z.string(), paid: z.number() }),
    example: { id: "a" },
    async handler({ input }) {
      await at("read", "ledger_get", input.id);
      return { id: input.id, ...account(input.id) };
    },
  });
}

function setLabelTool({ account, at, effects }: Book) {
  return defineTool({
    name: "ledger_set_label",
    title: "Set an account's label",
    description: "Changes the label of one account.",
    phase: 2,
    risk: "reversible",
    input: z.strictObject({ id, label: z.string().max(80) }),
    output: z.object({ id: z.string(), label: z.string() }),
    example: { id: "a", label: "b" },
    async preview({ input }) {
      await at("preview", "ledger_set_label", input.id);
      const { label } = account(input.id);
      return {
        summary: `Label ${input.id} ${input.label}`,
        before: { label },
        after: { label: input.label },
        checks: [],
      };
    },
    async handler({ input }) {
      await at("accepted", "ledger_set_label", input.id);
      account(input.id).label = input.label;
      effects.push({ tool: "ledger_set_label", id: input.id });
      await at("applied", "ledger_set_label", input.id);
      return { id: input.id, label: input.label };
    },
    async undo({ input, before, after }) {
      await at("accepted", "ledger_set_label", input.id);
      if (account(input.id).label !== after.label)
        throw new ToolError("conflict", "The label was changed since; it was left as it is.");
      account(input.id).label = before.label;
      effects.push({ tool: "ledger_set_label", id: input.id });
    },
  });
}

function payTool({ account, at, effects }: Book) {
  return defineTool({
    name: "ledger_pay",
    title: "Pay from an account",
    description: "Pays an amount.",
    phase: 3,
    risk: "irreversible",
    input: z.strictObject({ id, amount: z.number().positive(), reason: z.string().min(3).max(200) }),
    output: z.object({ id: z.string(), paid: z.number() }),
    example: { id: "a", amount: 10, reason: "because" },
    async preview({ input }) {
      await at("preview", "ledger_pay", input.id);
      const { paid } = account(input.id);
      return {
        summary: `Pay ${input.amount} USD from ${input.id}`,
        before: { paid },
        after: { paid: paid + input.amount },
        checks: [...checksOf(input.amount), ...(account(input.id).label === "closed" ? [CLOSED] : [])],
        amount: { value: input.amount, currency: "USD" },
      };
    },
    async handler({ input }) {
      await at("accepted", "ledger_pay", input.id);
      account(input.id).paid += input.amount;
      effects.push({ tool: "ledger_pay", id: input.id });
      await at("applied", "ledger_pay", input.id);
      return { id: input.id, paid: account(input.id).paid };
    },
  });
}

function setNumberTool({ numbers, effects }: Book) {
  const numberOf = (id: string) => numbers.get(id) ?? "none";
  const bankNumber = sensitive("bank", z.string().max(40));
  return defineTool({
    name: "ledger_set_number",
    title: "Set an account's bank number",
    description: "Changes the bank number of one account.",
    phase: 2,
    risk: "reversible",
    input: z.strictObject({ id, number: bankNumber }),
    output: z.object({ id: z.string(), number: bankNumber }),
    example: { id: "a", number: "1" },
    preview: async ({ input }) => ({
      summary: `Bank number of ${input.id}`,
      before: { number: numberOf(input.id) },
      after: { number: input.number },
      checks: [],
    }),
    async handler({ input }) {
      numbers.set(input.id, input.number);
      effects.push({ tool: "ledger_set_number", id: input.id });
      return input;
    },
    async undo({ input, before }) {
      numbers.set(input.id, before.number);
      effects.push({ tool: "ledger_set_number", id: input.id });
    },
  });
}

/**
 * A small product whose writes a test can count, hold up and edit behind: one that can be undone, and one that moves money. With
 * `hasNumbers` also one that changes what not everybody may see.
 */
export function ledgerProduct({ hasNumbers = false } = {}) {
  const book = openBook();
  const { effects, account, numbers, interludes } = book;
  const product: Product<undefined> = {
    system: defineSystem({
      id: "ledger",
      title: "Ledger",
      vendor: "Gatehouse",
      grants: {},
      scopes: { 1: [], 2: [], 3: [] },
    }),
    version: "1",
    tools: [getTool(book), setLabelTool(book), payTool(book), ...(hasNumbers ? [setNumberTool(book)] : [])],
    api: () => undefined,
  };
  return {
    product,
    /** Every write that happened, in order. */
    effects,
    account,
    numbers,
    /** Lets something happen at this moment of every write from now on; without it nothing does. */
    at(moment: Moment, interlude: Interlude | undefined) {
      if (interlude === undefined) delete interludes[moment];
      else interludes[moment] = interlude;
    },
  };
}

const LIMIT = 250_000;

/** Seen by a payment's checks alone, and not by what it shows. */
const CLOSED: Check = { name: "closed", outcome: "block", message: "The account is closed." };

const checksOf = (amount: number): Check[] => [
  amount > LIMIT
    ? { name: "over_limit", outcome: "block", message: "This is above your own limit." }
    : { name: "over_limit", outcome: "ok", message: "Within your own limit." },
  ...(amount === 777
    ? [{ name: "duplicate", outcome: "warn", message: "A likely duplicate." } as const]
    : []),
];
