import type { z } from "zod";
import type { Step } from "./assertion.ts";
import type { Page } from "./page.ts";
import type { Label } from "./sensitive.ts";

/** What it costs if this runs by mistake. Every safety rule derives from this one word. */
export type Risk = "read" | "reversible" | "irreversible";

/** Where a system stands in its roll-out: 1 read-only, 2 low-risk writes, 3 high-impact writes. */
export type Phase = 1 | 2 | 3;

/** The person a call acts for, as the gateway vouches for them. */
export type Caller = {
  /** Stable id from the gateway's directory of people. */
  id: string;
  /**
   * Verified work e-mail, lower case: how a system finds its own record of this person. Empty where the identity provider
   * vouches for none; whatever needs the person's own record then refuses with `not_allowed`.
   */
  email: string;
  roles: readonly string[];
  /**
   * Labels of protected fields that the caller's roles show them, so that nothing is filtered or sorted by what the gateway
   * will withhold. Absent where no gateway stands in front.
   */
  sees?: readonly Label[];
  /**
   * Which step of a change the gateway asks for; absent for a read. Who signs in at the vendor may depend on it, so that a
   * preview looks with the same eyes as the commit that follows.
   */
  step?: Step;
  /**
   * The gateway's word that the call came with, for a TokenSource to trade in. Whoever sets it makes it not enumerable: so it
   * travels with the caller and shows in no log, result or copy.
   */
  readonly assertion?: string;
};

/** What a handler, a preview and an undo are given. `signal` aborts when the caller has gone or the time is up. */
export type Call<Api, Input> = { api: Api; input: Input; caller: Caller; page: Page; signal: AbortSignal };

/** One thing a preview looked at. `warn` is shown to whoever decides; `block` refuses at once. */
export type Check = { name: string; outcome: "ok" | "warn" | "block"; message: string };

/** Money in one currency, by its ISO 4217 code. */
export type Amount = { value: number; currency: string };

/**
 * What a write would do. A commit is refused once the present state no longer equals `before`. On the wire it is the
 * `structuredContent` of a preview, under the same names. `summary` and the messages of `checks` are read where nothing is
 * withheld, mail and chat among it: they may name a document, an amount or a counterparty, never the value of a labelled field.
 */
export type Change<State> = {
  summary: string;
  before: State;
  after: State;
  checks: Check[];
  /**
   * What is at stake, not negative, in the one currency in which the company sets its limits: by it is decided who must
   * approve and how many. Absent where no money is, and where it cannot be told: whoever depends on it must expect the worst.
   */
  amount?: Amount;
};

type Facts<Api, In extends z.ZodObject, Out extends z.ZodObject> = {
  /** `<system>_<verb>_<noun>`, matching `^[a-zA-Z0-9_-]{1,64}$`: what claude.ai accepts. */
  name: string;
  title: string;
  /** Written for a model: when to use it, when not, what comes back. */
  description: string;
  input: In;
  output: Out;
  /** One call that works on the demo company. Docs, contract tests and evaluations use it. */
  example: z.input<In>;
  handler(call: Call<Api, z.output<In>>): Promise<z.input<Out>>;
};

/**
 * What ties risk to phase and to the members that make a write safe: a write cannot be declared without a preview, nor
 * called reversible without an undo, and whatever cannot be undone belongs to phase 3.
 */
type Safety<Api, Input, State> =
  | { risk: "read"; phase: 1; preview?: never; undo?: never }
  | {
      risk: "reversible";
      phase: 2 | 3;
      preview(call: Call<Api, Input>): Promise<Change<State>>;
      /** Puts `before` back; answers `conflict` where the state is no longer what the tool left. */
      undo(call: Call<Api, Input> & { before: State; after: State }): Promise<void>;
    }
  | {
      risk: "irreversible";
      phase: 3;
      preview(call: Call<Api, Input>): Promise<Change<State>>;
      undo?: never;
    };

/** A tool as declared: one literal that says all there is to know about it. */
export type Tool<
  Api,
  // biome-ignore lint/suspicious/noExplicitAny: a list of tools erases each tool's own types.
  In extends z.ZodObject = any,
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  Out extends z.ZodObject = any,
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  State = any,
> = Facts<Api, In, Out> & Safety<Api, z.output<In>, State>;

/** Fixes the API once per server, so that each tool infers the rest. */
export const toolFor =
  <Api>() =>
  <In extends z.ZodObject, Out extends z.ZodObject, State = never>(
    tool: Tool<Api, In, Out, State>,
  ): Tool<Api, In, Out, State> =>
    tool;
