import type { Command } from "commander";
import { channelStatus, listSlackLinks, testChannel } from "./channels.ts";

type ConfigOption = readonly [string, string, string];

/** `gatehouse channels ...`. */
export function addChannelCommands(program: Command, config: ConfigOption): void {
  const channels = program
    .command("channels")
    .description("mail and chat, by which people are asked for approval");
  const json = ["--json", "one JSON object a line"] as const;

  channels
    .command("status")
    .description("show what waits to be sent, what was given up, and the last test of each channel")
    .option(...json)
    .option(...config)
    .action(channelStatus);

  channels
    .command("test")
    .argument("<channel>", "email or slack")
    .description("send a real message, and keep on record whether it went")
    .option("--to <mail>", "whom to write to; otherwise company.contact")
    .option("--by <name>", "who types this, a mail address where they have one; otherwise the account")
    .option(...config)
    .action(testChannel);

  channels
    .command("links")
    .description("show whose Slack account is whose, and until when that counts")
    .option(...json)
    .option(...config)
    .action(listSlackLinks);
}
