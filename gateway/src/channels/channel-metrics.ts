import { Counter, type Registry } from "prom-client";
import type { ChannelName } from "./channel-name.ts";

/** What an operator watches of the channels. */
export type ChannelMetrics = {
  /** `failed` is one attempt; `given_up` a message that nobody will get. */
  message(channel: ChannelName, outcome: "sent" | "failed" | "given_up" | "pointless"): void;
  /** What came of a request that says it is from Slack. */
  callback(outcome: string): void;
};

export function channelMetrics(registry: Registry): ChannelMetrics {
  const registers = [registry];
  const messages = new Counter({
    name: "gatehouse_channel_messages_total",
    help: "Attempts to tell people of requests, by channel and outcome; given_up is for somebody to look at",
    labelNames: ["channel", "outcome"] as const,
    registers,
  });
  const callbacks = new Counter({
    name: "gatehouse_slack_callbacks_total",
    help: "Requests to the address for Slack's callbacks, by outcome",
    labelNames: ["outcome"] as const,
    registers,
  });
  return {
    message: (channel, outcome) => messages.inc({ channel, outcome }),
    callback: (outcome) => callbacks.inc({ outcome }),
  };
}
