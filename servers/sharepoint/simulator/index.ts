export type { Place, Planted } from "./seed/planted.ts";
export { serveSharePoint } from "./serve-share-point.ts";
export type { Client } from "./signin/clients.ts";
export {
  defaultTenantId,
  type SharePointSimulator,
  type SimulatorOptions,
  simulateSharePoint,
} from "./simulate-share-point.ts";
export type { Switches } from "./switches.ts";
