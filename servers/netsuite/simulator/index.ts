export { type Role, roles } from "./roles.ts";
export type { Planted } from "./seed/planted.ts";
export type { CertificateClient, Client, CodeClient } from "./signin/clients.ts";
export { type NetSuiteSimulator, type SimulatorOptions, simulateNetSuite } from "./simulate-net-suite.ts";
export type { RecordEdit, Switches } from "./switches.ts";
