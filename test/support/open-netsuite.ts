import { connectAccount } from "./connect-account.ts";
import { freePort } from "./house.ts";
import { netSuiteFor } from "./netsuite-for.ts";
import { type AnyProduct, openProducts } from "./open-products.ts";

type Options = {
  /** Of the gateway's configuration, such as roles or who approves. */
  config?: Record<string, unknown>;
  /** Of the system, such as its `timeoutSeconds`. */
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Further products behind the same gateway. */
  others?: readonly AnyProduct[];
  /** How long the server waits for NetSuite. */
  timeoutMs?: number;
};

export type NetSuiteHouse = Awaited<ReturnType<typeof openNetSuite>>;

/**
 * NetSuite behind a gateway as the demo has it, in this process: one service account reads for everybody, and the steps of a change
 * run under the account that the person connected. `connect` does that for somebody; the simulator counts what was changed.
 */
export async function openNetSuite({ config, settings, env, others = [], timeoutMs }: Options = {}) {
  const port = await freePort();
  const netsuite = await netSuiteFor(`http://127.0.0.1:${port}`, {
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const { product, simulator, wire, close } = netsuite;
  const house = await openProducts({
    products: [product, ...others],
    port,
    config: { ...netsuite.config, ...config },
    settingsOf: { netsuite: { ...netsuite.settings, ...settings } },
    env: { ...netsuite.env, ...env },
  });
  return {
    ...house,
    simulator,
    wire,
    /** Connects somebody's account as they would in a browser, and says what came of it. */
    connect: (email: string) => connectAccount(house.url, "netsuite", email),
    async stop() {
      await house.stop();
      await close();
    },
  };
}
