import { BlockList, isIP } from "node:net";

const blocked = (subnets: readonly [address: string, bits: number][], family: "ipv4" | "ipv6"): BlockList => {
  const list = new BlockList();
  for (const [address, bits] of subnets) list.addSubnet(address, bits, family);
  return list;
};

/** Every IPv4 range that is not everybody's (IANA, special-purpose address registry), multicast and class E included. */
const INNER_V4 = blocked(
  [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ],
  "ipv4",
);

/** All that is routed in IPv6. What stands outside, such as mapped, translated and local addresses, is refused without a list. */
const GLOBAL_V6 = blocked([["2000::", 3]], "ipv6");

/** Of those the ranges that lead elsewhere: Teredo and other protocols, documentation, 6to4. */
const INNER_V6 = blocked(
  [
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["3fff::", 20],
  ],
  "ipv6",
);

/** Whether an address, as a resolver gives it, is one that anybody on the internet could have. Anything else that is none is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !INNER_V4.check(address, "ipv4");
    case 6:
      return !address.includes("%") && GLOBAL_V6.check(address, "ipv6") && !INNER_V6.check(address, "ipv6");
    default:
      return false;
  }
}

/** This machine by the two addresses it has for itself. */
export const isLoopbackAddress = (address: string): boolean =>
  address === "::1" || (isIP(address) === 4 && address.startsWith("127."));

/**
 * The address that a URL's host is, without brackets; undefined for a name. A URL that was parsed spells every form of IPv4,
 * decimal, octal, hexadecimal, short or full-width, in dots (WHATWG URL, host parsing).
 */
export function addressIn(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}
