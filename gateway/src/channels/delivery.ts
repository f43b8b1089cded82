import type { RequestView } from "../approvals/request-view.ts";
import type { Person } from "../store/liveness.ts";
import type { ChannelName } from "./channel-name.ts";

/** One row of `channel_message` that is to be sent now. */
export type Message = {
  id: string;
  request: string;
  person: string;
  about: "asked" | "settled";
  /** Of this row, the present attempt included. */
  attempts: number;
  /** Where it stands at the channel already. */
  place: Record<string, string> | null;
};

export type Delivered =
  | { kind: "sent"; place?: Record<string, string> }
  /** There is more to tell soon, such as the outcome of what was just approved. */
  | { kind: "again"; place?: Record<string, string> }
  | { kind: "pointless"; why: string };

/** Sends one message. Rejects with `NotDelivered`, or with anything else where it should be tried again. */
export type Channel = {
  name: ChannelName;
  /** How many messages are under way at once. */
  atOnce: number;
  deliver(message: Message, to: Person, view: RequestView): Promise<Delivered>;
  close(): void;
};

type Details = { isFinal?: boolean; retryAfterSeconds?: number | undefined; cause?: unknown };

/** Why something was not sent, in our words; what the other side said is in `cause`, for the log. */
export class NotDelivered extends Error {
  override name = "NotDelivered";
  /** Nothing will come of trying again. */
  readonly isFinal: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { isFinal = false, retryAfterSeconds, cause }: Details = {}) {
    super(message, { cause });
    this.isFinal = isFinal;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
