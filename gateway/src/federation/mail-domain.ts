import { ForeignAddress } from "./identity-provider.ts";

/** The part behind the last @, in lower case; undefined where the text is no address. */
export const mailDomainOf = (address: string): string | undefined =>
  /^[^\s@]+@([^\s@]+)$/.exec(address.trim())?.[1]?.toLowerCase();

/**
 * An address that a provider may speak for. Addresses pick whose records people see, so one provider must not hand out
 * another's. Throws `ForeignAddress`; a provider without domains of its own is the only one, and speaks for all.
 */
export function ownAddress(address: string | undefined, mailDomains: readonly string[]): string | undefined {
  if (address === undefined || mailDomains.length === 0) return address;
  if (mailDomains.includes(mailDomainOf(address) ?? "")) return address;
  throw new ForeignAddress("the provider vouched for an address outside its mail domains");
}
