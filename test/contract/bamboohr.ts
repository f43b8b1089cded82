import { type BambooHr, createBambooHr, system, tools } from "@gatehouse/bamboohr";
import { serviceUserEmail, simulateBambooHr } from "@gatehouse/bamboohr/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import type { Caller } from "@gatehouse/tool";
import { apiKey } from "@gatehouse/upstream";
import { failing } from "./failing.ts";
import type { Between, Subject, World } from "./subject.ts";

/** HR by her role in the gateway: behind one key, this server's own policy is what decides. */
const caller: Caller = { id: "priya", email: "priya.nair@halden.example", roles: ["hr"] };
const key = "contract-key";

export const bamboohr: Subject<BambooHr> = {
  system,
  tools,
  simulate,
  vendorText:
    /API key not provided|simulator|BadRequest|BadPage|Over rate limit|try again in 60|Not Found|_NOT_FOUND/,
};

async function simulate(between: Between = (app) => app): Promise<World<BambooHr>> {
  const simulator = simulateBambooHr({
    apiKeys: [{ key, user: serviceUserEmail }],
    switches: { retryAfterSeconds: 0 },
  });
  const { url: origin, close } = await serveSimulator({ app: between(simulator.app) });
  return {
    caller,
    createApi: (_, timeoutMs = 10_000) =>
      createBambooHr({
        origin,
        subdomain: "halden",
        tokens: apiKey({ key }),
        policy: { hrRoles: ["hr"] },
        now: () => new Date(simulator.company.today),
        timeoutMs,
        backoffMs: [1, 1],
      })(caller),
    requests: simulator.requests,
    writes: simulator.writes,
    snapshot: simulator.snapshot,
    ...failing(simulator.switches),
    close,
  };
}
