// Loaded first into every process of a deployment under test (`node --import`), where it stands in for the company's DNS:
// a production gateway takes no address of this machine, so its own and the login's are names that lead here.
import dns, { type LookupAddress, type LookupOptions } from "node:dns";

/** Reserved for tests (RFC 2606). */
const NAMES = /\.halden\.test$/;
const HERE = { address: "127.0.0.1", family: 4 } as const;

type Found = (error: Error | null, found: string | LookupAddress[], family?: number) => void;

const lookup = dns.lookup as (name: string, options: LookupOptions, found: Found) => void;

function lookUpHere(name: string, options: LookupOptions | Found, found?: Found): void {
  const answer = (found ?? options) as Found;
  const asked = typeof options === "object" ? options : {};
  if (!NAMES.test(name)) lookup(name, asked, answer);
  else process.nextTick(() => (asked.all ? answer(null, [HERE]) : answer(null, HERE.address, HERE.family)));
}

dns.lookup = lookUpHere as unknown as typeof dns.lookup;
