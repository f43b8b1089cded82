import { type SimulatorApp, serveSimulator } from "@gatehouse/simulator";
import type { SharePointSimulator } from "./simulate-share-point.ts";

/**
 * Serves a simulator on loopback twice: Graph and sign-in at `url`, files at `filesUrl`, because SharePoint's downloads come from another
 * host, where no token may be shown. Port 0 takes any free one.
 */
export async function serveSharePoint(
  simulator: { app: SimulatorApp } & Pick<SharePointSimulator, "origins">,
  { port = 0, filesPort = 0 } = {},
): Promise<{ url: string; filesUrl: string; close(): Promise<void> }> {
  const graph = await serveSimulator(simulator, port);
  const files = await serveSimulator(simulator, filesPort);
  simulator.origins.files = files.url;
  return {
    url: graph.url,
    filesUrl: files.url,
    close: async () => {
      await Promise.all([graph.close(), files.close()]);
    },
  };
}
