/** What this machine is called in URLs. An address here is nobody else's, so it may do without https. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Wider than the names above, for what must not be this machine: all of 127.0.0.0/8, and "any address". */
export const isLoopbackHost = (hostname: string): boolean =>
  LOOPBACK_HOSTS.has(hostname) ||
  /^(127(\.\d+){3}|0\.0\.0\.0|::1?|\[::\]|\[::ffff:7f.*\])$/.test(hostname) ||
  /(^|\.)localhost\.?$/.test(hostname);
