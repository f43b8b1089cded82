import type { ServerResponse } from "node:http";
import { eventOf } from "./event-stream.ts";

/** A caller that reads slower than its system writes is cut off rather than buffered for. */
const UNREAD_BYTES_MAX = 1024 * 1024;

export type Notices = {
  pass(message: Record<string, unknown>): void;
  /** Resolves once all that was passed is on its way; rejects where it could not be put on record. */
  sent(): Promise<void>;
};

/**
 * Passes what a system says before its answer on to the caller, in order, as events of a stream that the first one opens.
 * Progress and log messages may disclose as much as an answer, so `recordFirst` is awaited before the first of them leaves.
 */
export function noticesTo(response: ServerResponse, recordFirst: () => Promise<void>): Notices {
  let sending: Promise<void> | undefined;
  const send = (message: Record<string, unknown>) => {
    // A call may have failed and been answered while its first notice was being recorded.
    if (response.destroyed || response.writableEnded) return;
    if (!response.headersSent) response.writeHead(200, HEADERS);
    response.write(eventOf(message));
  };
  return {
    pass(message) {
      if (response.writableLength > UNREAD_BYTES_MAX) throw new Error("the caller does not read its stream");
      sending = (sending ?? recordFirst()).then(() => send(message));
      // Whoever awaits `sent` hears of a failure; until then it must not end the process.
      sending.catch(() => undefined);
    },
    sent: () => sending ?? Promise.resolve(),
  };
}

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};
