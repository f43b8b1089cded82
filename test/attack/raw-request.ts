import { connect } from "node:net";

export type RawAnswer = { status: number; text: string };

/**
 * Sends lines exactly as they are, which no HTTP client would, and reads until the peer closes. Status 0 means that it
 * closed without an answer. Send `Connection: close`, or wait for the server's own patience to end.
 */
export const rawRequest = (origin: string, lines: readonly string[]): Promise<RawAnswer> =>
  rawBytes(origin, lines.join("\r\n"));

export function rawBytes(origin: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A server that closes before it has read everything may reset the connection: that is an end as well.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString("latin1");
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    });
  });
}
