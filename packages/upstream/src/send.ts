import { isIP } from "node:net";
import { Pool } from "undici";
import { LIMITS } from "./limits.ts";

/** One exchange as it came, before anybody judges it. Header names are lower case. */
export type RawAnswer = { status: number; headers: Record<string, string>; bytes: Buffer };

export type Exchange = {
  method: string;
  /** Path and query, already encoded. */
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
  /** Bound of the answer's size where it is not the connection's. */
  bytesMax?: number | undefined;
  signal: AbortSignal;
};

/** An answer larger than we are willing to hold. */
export class OversizeError extends Error {
  override name = "OversizeError";
}

export type Connection = {
  send(exchange: Exchange): Promise<RawAnswer>;
  close(): Promise<void>;
};

/**
 * Keep-alive connections to one origin, which comes from configuration and never from a call. Redirects are answers like
 * any other: undici follows none. Throws on start where the origin is neither https nor this machine.
 */
export function connect(origin: string, bodyBytesMax: number = LIMITS.bodyBytesMax): Connection {
  const pool = new Pool(safeOrigin(origin), { connections: LIMITS.connectionsMax });
  return {
    close: () => pool.close(),
    async send({ method, path, headers, body, signal, bytesMax = bodyBytesMax }) {
      const answer = await pool.request({
        method: method as "GET",
        path,
        headers,
        body: body ?? null,
        signal,
        // The signal is the one clock; undici's own would fire at times nobody configured.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const bytes = await whole(answer.body as AsyncIterable<Buffer>, bytesMax);
      return { status: answer.statusCode, headers: flat(answer.headers), bytes };
    },
  };
}

/** A body read to its end, or `OversizeError`. */
export async function whole(body: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    // Leaving the loop destroys the body and with it the connection: the rest is never read.
    if (length > bytesMax) throw new OversizeError(`more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Header names in lower case, several values of one in a line. */
export const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]],
    ),
  );

function safeOrigin(origin: string): string {
  const url = new URL(origin);
  if (url.origin !== origin.replace(/\/$/, "")) throw new Error(`"${origin}" is not a bare origin`);
  if (!isSafe(url)) throw new Error(`"${origin}" must use https`);
  return url.origin;
}

/** https anywhere, or plain http to this machine. */
export function isSafe({ protocol, hostname }: URL): boolean {
  const isLocal = hostname === "localhost" || (isIP(hostname) === 4 && hostname.startsWith("127."));
  return protocol === "https:" || (protocol === "http:" && isLocal);
}
