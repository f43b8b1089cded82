/** What this machine is called in URLs. An address here is nobody else's, so it may do without https. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
