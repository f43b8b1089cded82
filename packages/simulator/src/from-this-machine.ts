import type { Context, MiddlewareHandler } from "hono";

const loopback = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

type Bindings = { incoming?: { socket: { remoteAddress?: string } } };

/**
 * Guards what a simulator offers to those who play with it, such as its switches: only a caller on this machine may, and whoever
 * changes something only with a JSON content type, so that no web page can do it behind somebody's back.
 */
export const fromThisMachine: MiddlewareHandler = async function fromThisMachine(c, next) {
  const address = (c as Context<{ Bindings: Bindings }>).env?.incoming?.socket.remoteAddress;
  const isJson = c.req.method === "GET" || /^application\/json\b/i.test(c.req.header("content-type") ?? "");
  if ((address !== undefined && !loopback.has(address)) || !isJson)
    return c.text("Only JSON from this machine.", 403);
  return next();
};
