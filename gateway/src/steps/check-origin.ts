import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { WireError } from "../protocol/wire-error.ts";

/** A name or address and perhaps a port (RFC 9110, section 7.2). In a URL more would still end at a host of ours. */
const HOST = /^(\[[\da-f:.]{2,45}\]|[\w.-]{1,255})(:\d{1,5})?$/i;

/**
 * Refuses requests that name another host, and web pages of other origins: a page on the internet must not be able to
 * reach a gateway on the reader's own network (2025-11-25, basic/transports, "Security Warning").
 */
export const checkOrigin = ({ hosts }: Pick<Dependencies, "hosts">) => {
  // Clients repeat the same few values; the set stays small because only accepted ones are kept.
  const accepted = new Set<string>();
  const isOurs = (url: string): boolean => {
    if (accepted.has(url)) return true;
    const hostname = URL.parse(url)?.hostname;
    if (hostname === undefined || !hosts.has(hostname)) return false;
    if (accepted.size < 64) accepted.add(url);
    return true;
  };
  return function checkOrigin({ request }: Exchange): void {
    const { host = "", origin } = request.headers;
    if (!accepted.has(`http://${host}`) && !(HOST.test(host) && isOurs(`http://${host}`)))
      throw new WireError("foreign_origin", "This gateway does not answer to that host name.");
    if (origin !== undefined && origin !== "" && !isOurs(origin))
      throw new WireError("foreign_origin", "Requests from that web origin are not accepted.");
  };
};
