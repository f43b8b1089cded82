/** One HTTP/1.1 reply, whole. `head` is everything before the empty line. */
export type HttpReply = { status: number; head: string; body: Buffer };

const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/**
 * Reads the replies of one keep-alive connection, fed with what the socket gives. Only what servers of ours send is
 * understood, by length or chunked; anything else throws. A general client costs more than what is to be measured.
 */
export function httpReplies(onReply: (reply: HttpReply) => void): (chunk: Buffer) => void {
  let pending: Buffer | undefined;
  return function feed(chunk) {
    let rest = pending === undefined ? chunk : Buffer.concat([pending, chunk]);
    for (let found = replyIn(rest); found !== undefined; found = replyIn(rest)) {
      rest = rest.subarray(found.end);
      onReply(found.reply);
    }
    pending = rest.length === 0 ? undefined : rest;
  };
}

function replyIn(bytes: Buffer): { reply: HttpReply; end: number } | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = bytes.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + 4;
  const length = LENGTH.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return end > bytes.length
      ? undefined
      : { reply: { status, head, body: bytes.subarray(start, end) }, end };
  }
  if (!CHUNKED.test(head)) throw new Error(`a reply with neither length nor chunks: ${head.slice(0, 200)}`);
  const chunked = chunksIn(bytes, start);
  return chunked && { reply: { status, head, body: chunked.body }, end: chunked.end };
}

/** The body of a chunked reply (RFC 9112, 7.1), without trailers, which no server of ours sends. */
function chunksIn(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error("a chunk without a size");
    const from = lineEnd + 2;
    if (from + size + 2 > bytes.length) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), end: from + 2 };
    parts.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}

/** The JSON-RPC message of a reply, which may come as an event of a stream. Throws where there is none. */
export function messageIn({ head, body }: HttpReply): Record<string, unknown> {
  const text = body.toString("utf8");
  if (!/\r\ncontent-type: *text\/event-stream/i.test(head)) return JSON.parse(text);
  const data = text.split("\n").findLast((line) => line.startsWith("data: {"));
  if (data === undefined) throw new Error("an event stream without a message");
  return JSON.parse(data.slice("data: ".length));
}
