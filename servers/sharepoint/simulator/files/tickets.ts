import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export type Tickets = ReturnType<typeof createTickets>;

/** Opaque, tamper-proof words for what the caller shall hand back unchanged: page marks, delta marks and download permits. */
export function createTickets() {
  const secret = randomBytes(32);
  const markOf = (body: string) => createHmac("sha256", secret).update(body).digest("base64url").slice(0, 22);
  return {
    seal(value: unknown): string {
      const body = Buffer.from(JSON.stringify(value)).toString("base64url");
      return `${body}${markOf(body)}`;
    },
    /** What was sealed; undefined for anything that was not sealed here. */
    open<Value>(ticket: string): Value | undefined {
      const body = ticket.slice(0, -22);
      const given = Buffer.from(ticket.slice(-22));
      const right = Buffer.from(markOf(body));
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      return JSON.parse(Buffer.from(body, "base64url").toString()) as Value;
    },
  };
}
