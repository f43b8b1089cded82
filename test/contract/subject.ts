import type { SimulatorApp } from "@gatehouse/simulator";
import type { Caller, ErrorCode, System, Tool } from "@gatehouse/tool";

/** What can go wrong between a server and its product. Numbers are HTTP statuses. */
export type Failure = 401 | 403 | 404 | 409 | 429 | 500 | "hang" | "broken JSON" | "cut connection";
/** A product's simulator on loopback, with somebody who may do all that the examples ask. */
export type World<Api> = {
  caller: Caller;
  /** A fresh API for that caller, which waits so long for each answer and hardly between repeats. */
  createApi(risk: "read" | "write", timeoutMs?: number): Api;
  /** Method and path of every request that reached the product, and of those that may change something. */
  requests: readonly string[];
  writes: readonly string[];
  /** What differs from the seed, without what the product stamps by itself. */
  snapshot(): unknown;
  /** Every further call of that kind fails so, until `heal`. */
  fail(failure: Failure, on: "read" | "write"): void;
  heal(): void;
  close(): Promise<void>;
};

/** Stands between a simulator and whoever calls it, such as one who writes down what passes; its answer is what is served. */
export type Between = (app: SimulatorApp) => SimulatorApp;

/** How a server joins the contract. */
export type Subject<Api> = {
  system: System;
  tools: readonly Tool<Api>[];
  simulate(between?: Between): Promise<World<Api>>;
  /** Words of this product's own error texts, none of which may reach a caller. */
  vendorText: RegExp;
  /** Where this product's answers mean something else than the table says, with the reason beside it. */
  codes?: Partial<Record<Failure, { read: ErrorCode; write: ErrorCode }>>;
};

/** Closes over a subject's own API type, so that subjects of several products fit into one list. */
// biome-ignore lint/suspicious/noExplicitAny: the suite hands each API back to the tools it came with.
export type AnySubject = Subject<any>;
