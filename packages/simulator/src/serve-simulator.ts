import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";

/** As much of a Hono app as serving it needs. */
export type SimulatorApp = { fetch(request: Request, environment: object): Response | Promise<Response> };

/** Serves a simulator on loopback; port 0 takes any free one. Rejects when the port is taken. `close` also ends calls that hang. */
export function serveSimulator(
  { app }: { app: SimulatorApp },
  port = 0,
): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const fetch = (request: Request, environment: object) => app.fetch(request, environment);
    const server = serve({ fetch, hostname: "127.0.0.1", port }, (address: AddressInfo) => {
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.once("error", reject);
  });
}
