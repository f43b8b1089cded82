import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { NetSuiteSimulator } from "./simulate-net-suite.ts";

/** Serves a simulator on loopback; port 0 takes any free one. Rejects when the port is taken. */
export function serveSimulator(
  simulator: Pick<NetSuiteSimulator, "app">,
  port = 0,
): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: simulator.app.fetch, hostname: "127.0.0.1", port },
      (address: AddressInfo) => {
        resolve({
          url: `http://127.0.0.1:${address.port}`,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed());
              if ("closeAllConnections" in server) server.closeAllConnections();
            }),
        });
      },
    );
    server.once("error", reject);
  });
}
