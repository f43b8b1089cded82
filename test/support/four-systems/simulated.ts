import type { RequestLog, SimulatorApp } from "@gatehouse/simulator";
import { Hono } from "hono";
import type { AnyProduct } from "../open-products.ts";

/** One request as it reached a simulator; `body` as text, decoded where it was a form. */
export type Asked = { method: string; path: string; query: URLSearchParams; body: string };

/** What passes between a server and its simulator. */
export type Wire = {
  /** Every request that reached the simulator, its sign-ins included. */
  asked: Asked[];
  /** What a request waits for before the simulator gets it; with an answer it never does. */
  before(asked: Asked): Promise<Response | undefined>;
  /** What becomes of an answer on its way back: as it is, unless a test puts something else here. */
  alter(asked: Asked, answer: Response): Response | Promise<Response>;
};

export const openWire = (): Wire => ({
  asked: [],
  before: async () => undefined,
  alter: (_, answer) => answer,
});

/** A product's server, unopened, with its simulator behind it. */
export type Simulated<Simulator extends RequestLog = RequestLog> = {
  product: AnyProduct;
  simulator: Simulator;
  wire: Wire;
  close(): Promise<void>;
};

/** The same app, at the end of a wire. */
export function over(wire: Wire, app: SimulatorApp): SimulatorApp {
  return new Hono<{ Bindings: object }>().all("*", async (c) => {
    const { pathname, searchParams } = new URL(c.req.url);
    const body = await c.req.raw.clone().text();
    const asked = { method: c.req.method, path: pathname, query: searchParams, body };
    wire.asked.push(asked);
    const instead = await wire.before(asked);
    return wire.alter(asked, instead ?? (await app.fetch(c.req.raw, c.env)));
  });
}

/** How long a server waits for its simulator, and between repeats: short, because nothing here is far away. */
export const PATIENCE = { timeoutMs: 10_000, backoffMs: [1] };
