export type { Employee, StoredFile, TableRow, TimeOffRequest, User } from "./records.ts";
export type { Planted } from "./seed/planted.ts";
export { serviceUserEmail } from "./seed/seed-users.ts";
export type { ApiKey, OAuthClient } from "./signin/credentials.ts";
export { type BambooHrSimulator, type SimulatorOptions, simulateBambooHr } from "./simulate-bamboo-hr.ts";
export type { Switches } from "./switches.ts";
