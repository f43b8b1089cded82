import type { Config } from "../config/config.ts";
import type { Secret } from "../config/secret.ts";
import type { Fault } from "../config/values.ts";
import { type ThirdPartyConfig, thirdPartyUrlFault } from "./config.ts";
import { type EgressRules, hostAndPort, urlFault } from "./egress.ts";

/** One third party's server, secrets included. Never logged. */
export type ThirdPartySettings = {
  id: string;
  title: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  tools: ThirdPartyConfig["tools"];
  contact: string;
  timeoutMs: number;
  settleMs: number;
  connections: number;
  /** How many sessions are kept at once. */
  sessions: number;
};

export type ThirdPartiesSettings = { egress: EgressRules; servers: readonly ThirdPartySettings[] };

/** How `settingsFrom` reads a value, and says what is wrong with one. */
type Reading = {
  value(of: string | Secret, ...where: string[]): string;
  valueThat(fault: Fault, of: string | Secret, ...where: string[]): string;
  wrong(where: readonly string[], reason: string): void;
};

/** Every third party's server as it is spoken to. Mistakes are noted at their place. */
export function thirdPartySettings(config: Config, reading: Reading): ThirdPartiesSettings {
  const { allowLoopback, hosts } = config.egress;
  if (allowLoopback && config.profile === "production")
    reading.wrong(
      ["egress", "allowLoopback"],
      "is for development: a production gateway reaches no inner address",
    );
  const allowsLoopback = allowLoopback && config.profile !== "production";
  const listed = new Set(
    hosts.flatMap((host) => {
      const url = URL.parse(`https://${host}`);
      return url === null ? [] : [hostAndPort(url)];
    }),
  );
  const egress = { hosts: listed, allowsLoopback };
  const servers = Object.entries(config.systems).flatMap(([id, system]) => {
    const {
      thirdParty,
      timeoutSeconds,
      settleSeconds,
      connections,
      contact = config.company.contact,
    } = system;
    if (thirdParty === undefined) return [];
    const at = ["systems", id, "thirdParty"];
    const url = URL.parse(reading.valueThat(thirdPartyUrlFault, thirdParty.url, ...at, "url"));
    if (url === null) return [];
    const fault = urlFault(url, egress);
    if (fault !== undefined) reading.wrong([...at, "url"], fault);
    const { title = id, tools, sessions } = thirdParty;
    const headers = headersOf(thirdParty, at, reading);
    return [
      {
        id,
        title,
        url,
        headers,
        tools,
        contact,
        timeoutMs: timeoutSeconds * 1000,
        settleMs: settleSeconds * 1000,
        connections,
        sessions,
      },
    ];
  });
  return { egress, servers };
}

function headersOf({ headers, bearer }: ThirdPartyConfig, at: readonly string[], { valueThat }: Reading) {
  const given = Object.entries(headers).map(
    ([name, secret]) => [name, valueThat(headerFault, secret, ...at, "headers", name)] as const,
  );
  if (bearer !== undefined)
    given.push(["authorization", `Bearer ${valueThat(headerFault, bearer, ...at, "bearer")}`]);
  return Object.fromEntries(given);
}

/** Never repeats the value: it is a secret. */
const headerFault: Fault = (text) =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)
    ? undefined
    : "cannot be sent in a header: plain characters only";
