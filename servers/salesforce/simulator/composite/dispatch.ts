import type { Call } from "../org.ts";

/** A call inside of another one; it costs nothing extra and meets no fault of its own. */
export type SubRequest = {
  method: string;
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
};

export type SubAnswer = { status: number; headers: Headers; body: unknown };

/** Carries a call out as the person who made the outer one. */
export type Dispatch = (call: Call, request: SubRequest) => Promise<SubAnswer>;
