import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { FetchLike } from "@modelcontextprotocol/client";
import { Agent, buildConnector, fetch as undiciFetch } from "undici";
import { LOOPBACK_HOSTS } from "../loopback.ts";
import { addressIn, isLoopbackAddress, isPublicAddress } from "./addresses.ts";
import { boundedResponse } from "./bounded-response.ts";

/** Why a request did not leave. Certain: nothing was sent. */
export class EgressError extends Error {
  override name = "EgressError";
}

export type EgressRules = {
  /** `host:port`, port always said. Nothing else is reached. */
  hosts: ReadonlySet<string>;
  /** Whether this machine may be reached, and that without TLS: for development. */
  allowsLoopback: boolean;
};

export type Egress = { fetch: FetchLike; close(): Promise<void> };

const CONNECT_MS = 5_000;
const HEADERS_MS = 180_000;

/**
 * The one way out to servers of third parties. Only listed hosts, only https, no redirects, and no inner address: of a name
 * every answer of the resolver is looked at, and the connection goes to one of the very addresses that were looked at, so a name that
 * answers differently the next time gains nothing. `lookup` stands in for the resolver in tests.
 */
export function createEgress(
  rules: EgressRules,
  {
    connections = 64,
    lookup = systemLookup as LookupFunction,
  }: { connections?: number; lookup?: LookupFunction } = {},
): Egress {
  const mayReach = (address: string) =>
    isLoopbackAddress(address) ? rules.allowsLoopback : isPublicAddress(address);
  const connector = buildConnector({ timeout: CONNECT_MS, lookup: checkedLookup(lookup, mayReach) });
  const agent = new Agent({
    connections,
    pipelining: 1,
    headersTimeout: HEADERS_MS,
    // Change notices come on a stream that may be silent for long; calls have a time of their own.
    bodyTimeout: 0,
    connect(options, callback) {
      // Node asks no resolver about a literal, so no hook would see it.
      const literal = addressIn(options.hostname);
      if (literal !== undefined && !mayReach(literal)) return callback(innerAddress(), null);
      connector(options, callback);
    },
  });
  return {
    async fetch(input, init) {
      const url = new URL(input);
      const fault = urlFault(url, rules);
      if (fault !== undefined) throw new EgressError(fault);
      const given = { ...init, redirect: "error", dispatcher: agent };
      const response = await undiciFetch(url, given as Parameters<typeof undiciFetch>[1]);
      return boundedResponse(response as unknown as Response);
    },
    close: () => agent.destroy(),
  };
}

/** What is wrong with an address before anybody is asked where it leads; undefined where nothing is. */
export function urlFault(url: URL, { hosts, allowsLoopback }: EgressRules): string | undefined {
  if (url.username !== "" || url.password !== "") return "an address must not hold a user name or password";
  const isLocal = LOOPBACK_HOSTS.has(url.hostname) && allowsLoopback;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal))
    return "only https leaves this gateway";
  if (!hosts.has(hostAndPort(url))) return `${hostAndPort(url)} is not among the hosts of \`egress\``;
  const literal = addressIn(url.hostname);
  if (literal === undefined || isPublicAddress(literal)) return undefined;
  return isLoopbackAddress(literal) && allowsLoopback ? undefined : innerAddress().message;
}

/** As hosts are compared: the name as a URL has it, and the port even where it is the usual one. */
export const hostAndPort = ({ hostname, port, protocol }: URL): string =>
  `${hostname}:${port || (protocol === "http:" ? 80 : 443)}`;

const innerAddress = () => new EgressError("the address is an inner one; only public ones are reached");

/** Refuses a name as soon as one of its addresses is refused: whoever answers so is not to be trusted with the others. */
function checkedLookup(lookup: LookupFunction, mayReach: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = (Array.isArray(found) ? found : []) as LookupAddress[];
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => mayReach(address)))
        return callback(innerAddress(), "", 0);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
