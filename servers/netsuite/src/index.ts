export { createNetSuite, type NetSuite, type NetSuiteOptions } from "./netsuite.ts";
export { system } from "./system.ts";
export { tools } from "./tools/index.ts";
