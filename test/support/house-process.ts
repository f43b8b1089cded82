import { startGateway } from "../production/gateway-process.ts";
import { furnishHouse, type HouseOptions, type Tokens, tokensFor } from "./house-config.ts";

/** A house whose gateway is a process of its own, from the bundle: for programs that Node runs without anything in between. */
export type HouseProcess = {
  url: string;
  tokensOf(email: string, path?: string, scope?: string): Promise<Tokens>;
  stop(): Promise<void>;
};

export async function openHouseProcess(options: HouseOptions): Promise<HouseProcess> {
  const furnished = await furnishHouse(options);
  const gateway = await startGateway(furnished.configFile, furnished.env);
  return {
    url: furnished.url,
    tokensOf: tokensFor(furnished.url),
    async stop() {
      await gateway.stop();
      await furnished.stop();
    },
  };
}
