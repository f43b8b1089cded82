import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { NamesOf, RequestNames } from "./events.ts";

/**
 * Makes configuration the only source of our public address: whatever the request says about host and scheme is
 * overwritten, so that no URL built from a request can be bent. False for requests that are refused: those with an
 * absolute-form target, and those with a NUL, which means nothing anywhere and which PostgreSQL cannot keep.
 */
export function pinRequest(request: IncomingMessage, publicUrl: URL): boolean {
  if (!request.url?.startsWith("/") || request.url.includes("%00")) return false;
  request.headers.host = publicUrl.host;
  request.headers["x-forwarded-proto"] = publicUrl.protocol.slice(0, -1);
  delete request.headers["x-forwarded-host"];
  delete request.headers.forwarded;
  return true;
}

/** Reference and client address of a request, the same at every asking. */
export function createNamesOf({ trustProxy }: { trustProxy: boolean }): NamesOf {
  const known = new WeakMap<IncomingMessage, RequestNames>();
  return (request) => {
    const names = known.get(request) ?? { reference: randomUUID(), address: addressOf(request, trustProxy) };
    known.set(request, names);
    return names;
  };
}

/**
 * Where a request came from. Behind a proxy that is the last address in `X-Forwarded-For`, which the proxy itself wrote;
 * anything before it is the caller's to invent.
 */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string | undefined {
  const forwarded = trustProxy ? request.headers["x-forwarded-for"] : undefined;
  return forwarded?.toString().split(",").at(-1)?.trim() || request.socket.remoteAddress;
}
