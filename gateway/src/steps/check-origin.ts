import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { WireError } from "../protocol/wire-error.ts";

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
    const { host, origin } = request.headers;
    if (host === undefined || !isOurs(`http://${host}`))
      throw new WireError("foreign_origin", "This gateway does not answer to that host name.");
    if (origin !== undefined && origin !== "" && !isOurs(origin))
      throw new WireError("foreign_origin", "Requests from that web origin are not accepted.");
  };
};
