export { serveSimulator } from "@gatehouse/simulator";
export type { Planted } from "./seed/planted.ts";
export type { Client } from "./signin/clients.ts";
export {
  type SalesforceSimulator,
  type SimulatorOptions,
  simulateSalesforce,
} from "./simulate-salesforce.ts";
export type { RecordEdit, Switches } from "./switches.ts";
