import { readFileSync } from "node:fs";
import path from "node:path";
import type { Secret } from "../config/secret.ts";
import type { Text } from "../config/text.ts";
import { type Fault, portFault, publicUrlFault } from "../config/values.ts";
import { isLoopbackHost } from "../loopback.ts";
import { addressFault, type ChannelsConfig } from "./config.ts";

/** How to reach the mail server, password included. */
export type EmailSettings = {
  host: string;
  port: number;
  tls: "starttls" | "implicit" | "none";
  ca: string | undefined;
  login: { user: string; password: string } | undefined;
  from: string;
};

/** How to reach Slack, secrets included. */
export type SlackSettings = {
  apiOrigin: string;
  botToken: string;
  signingSecret: string;
  decideBelow: Readonly<Record<string, number>>;
};

export type ChannelSettings = { email: EmailSettings | undefined; slack: SlackSettings | undefined };

type Reading = {
  folder: string;
  value(of: Text | Secret | number, ...where: string[]): string;
  valueThat(fault: Fault, of: Text | Secret | number, ...where: string[]): string;
  wrong(where: readonly string[], reason: string): void;
};

/** Both channels with what the environment and files hold for them. */
export const channelSettings = ({ email, slack }: ChannelsConfig, reading: Reading): ChannelSettings => ({
  email: email && emailSettings(email, reading),
  slack: slack && {
    apiOrigin: originOf(reading.valueThat(publicUrlFault, slack.apiOrigin, "channels", "slack", "apiOrigin")),
    botToken: reading.value(slack.botToken, "channels", "slack", "botToken"),
    signingSecret: reading.value(slack.signingSecret, "channels", "slack", "signingSecret"),
    decideBelow: slack.decideBelow,
  },
});

function emailSettings(
  { host, port, tls, caFile, user, password, from }: NonNullable<ChannelsConfig["email"]>,
  { folder, value, valueThat, wrong }: Reading,
): EmailSettings {
  const at = ["channels", "email"];
  if ((user === undefined) !== (password === undefined))
    wrong(at, "user and password belong together: write both or none");
  const login =
    user === undefined || password === undefined
      ? undefined
      : { user: value(user, ...at, "user"), password: value(password, ...at, "password") };
  const named = value(host, ...at, "host");
  if (tls === "none" && login !== undefined && !isLoopbackHost(named))
    wrong([...at, "tls"], "none would send the password in clear: write starttls or implicit");
  let ca: string | undefined;
  try {
    ca = caFile && readFileSync(path.resolve(folder, caFile), "utf8");
  } catch (error) {
    wrong([...at, "caFile"], `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return {
    host: named,
    port: Number(valueThat(portFault, port, ...at, "port")),
    tls,
    ca,
    login,
    from: valueThat(addressFault, from, ...at, "from"),
  };
}

const originOf = (url: string): string => URL.parse(url)?.origin ?? "";

type Wrong = (where: readonly string[], reason: string) => void;

/** What `profile: production` refuses of the channels: whoever reads a message on its way knows what is being decided. */
export function checkChannelsInProduction({ email, slack }: ChannelSettings, wrong: Wrong): void {
  if (email !== undefined && email.tls === "none" && !isLoopbackHost(email.host))
    wrong(
      ["channels", "email", "tls"],
      "none would cross the network in clear: write starttls or implicit (profile: production)",
    );
  const origin = URL.parse(slack?.apiOrigin ?? "");
  if (origin !== null && (origin.protocol !== "https:" || isLoopbackHost(origin.hostname)))
    wrong(
      ["channels", "slack", "apiOrigin"],
      "is http or on this machine, as only a simulator is: leave it out, or write the https origin of your Slack (profile: production)",
    );
}

/** A misspelt system would be a limit that nobody keeps to. */
export function checkChannels(
  { channels, systems }: { channels: ChannelsConfig; systems: Readonly<Record<string, unknown>> },
  wrong: (where: readonly PropertyKey[], reason: string) => void,
): void {
  for (const id of Object.keys(channels.slack?.decideBelow ?? {}))
    if (!Object.hasOwn(systems, id))
      wrong(["channels", "slack", "decideBelow", id], `no system is named ${id}`);
}
