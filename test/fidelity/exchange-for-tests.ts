import type { Exchange } from "./recorder.ts";

/** A request of our tools and its answer, of which a test names what it is about. */
export const exchangeOf = (given: Partial<Exchange>): Exchange => ({
  by: "tools",
  method: "GET",
  path: "/",
  query: new URLSearchParams(),
  request: { headers: new Headers(), body: undefined },
  status: 200,
  headers: new Headers(),
  body: undefined,
  ...given,
});
