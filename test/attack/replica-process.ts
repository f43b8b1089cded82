import { type GatewayProcess, startGateway } from "../production/gateway-process.ts";
import type { House } from "../support/house.ts";

/** A second gateway on a house's database in a process of its own, from the bundle, that logs all it can. */
export const openReplicaProcess = (house: House): Promise<GatewayProcess> =>
  startGateway(house.configFile, { ...house.env, GATEHOUSE_PORT: "0", GATEHOUSE_LOG_LEVEL: "trace" });
