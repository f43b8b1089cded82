import { setTimeout as sleep } from "node:timers/promises";
import { type Context, Hono } from "hono";
import type { UsedAssertions } from "../../federation/used-assertions.ts";
import type { Log } from "../../observe/log.ts";
import { act, type PressNeeds, pressIn } from "./press.ts";
import { SIGNATURE_AGE_SECONDS, signatureFault } from "./verify-signature.ts";

const INTERACTIONS_PATH = "/channels/slack/interactions";

type Needs = PressNeeds & {
  signingSecret: string;
  used: UsedAssertions;
  onCallback(outcome: string): void;
  log: Log;
};

export type Interactions = {
  routes: Hono;
  /** Resolves once every press that was answered for has been acted on. */
  settled(): Promise<void>;
};

const BODY_BYTES_MAX = 100 * 1024;
/** Slack waits three seconds; the rest is for the way. */
const ANSWER_MS = 2_000;

/**
 * Where Slack tells of presses. It is answered at once and acted on afterwards: a press that is lost with its process in between
 * has done nothing, and is pressed again.
 */
export function slackInteractions(needs: Needs): Interactions {
  const underWay = new Set<Promise<void>>();
  const routes = new Hono();
  routes.post(INTERACTIONS_PATH, async (c) => {
    const received = await receive(c, needs);
    if ("status" in received) {
      needs.onCallback(received.outcome);
      return c.text(received.text, received.status);
    }
    const press = pressIn(received.payload);
    if (press === undefined) needs.onCallback("ignored");
    else {
      const work: Promise<void> = act(press, needs)
        .then(needs.onCallback)
        .finally(() => underWay.delete(work));
      underWay.add(work);
    }
    return c.body(null, 200);
  });
  return { routes, settled: async () => void (await Promise.all(underWay)) };
}

type Refused = { status: 400 | 401 | 413 | 503; outcome: string; text: string };

async function receive(c: Context, needs: Needs): Promise<{ payload: unknown } | Refused> {
  const body = await bodyOf(c);
  if (body === undefined)
    return { status: 413, outcome: "too_large", text: "This is too long to be from Slack." };
  const signature = c.req.header("x-slack-signature");
  const timestamp = c.req.header("x-slack-request-timestamp");
  const fault = signatureFault({ timestamp, signature, body }, needs.signingSecret);
  if (fault !== undefined) return unsigned(fault);
  const isFirst = await firstUse(signature ?? "", needs).catch((error: unknown) => error as Error);
  if (isFirst instanceof Error) {
    needs.log.warn(
      { error: isFirst },
      "a press in Slack was not taken, because it could not be told from a repeat",
    );
    return { status: 503, outcome: "unavailable", text: "Try again in a moment." };
  }
  if (!isFirst) return unsigned("replayed");
  try {
    return { payload: JSON.parse(new URLSearchParams(body.toString("utf8")).get("payload") ?? "") };
  } catch {
    return { status: 400, outcome: "not_readable", text: "There is no payload." };
  }
}

const unsigned = (outcome: string): Refused => ({
  status: 401,
  outcome,
  text: "This is not signed by Slack.",
});

/** Undefined where it is longer than anything Slack sends. */
async function bodyOf(c: Context): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Within the window in which a signature counts, it counts once, at whichever replica. Only signed bodies get this far. */
async function firstUse(signature: string, { used }: Needs): Promise<boolean> {
  const expiresAt = new Date(Date.now() + 2 * SIGNATURE_AGE_SECONDS * 1_000);
  const patience = new AbortController();
  const tooLate = sleep(ANSWER_MS, undefined, { signal: patience.signal }).then(() => {
    throw new Error("the database did not answer in time");
  });
  tooLate.catch(() => {});
  try {
    return await Promise.race([used.use("slack callback", { id: signature, expiresAt }), tooLate]);
  } finally {
    patience.abort();
  }
}
