export { type BambooHr, type BambooHrOptions, createBambooHr } from "./bamboohr.ts";
export { system } from "./system.ts";
export { tools } from "./tools/index.ts";
