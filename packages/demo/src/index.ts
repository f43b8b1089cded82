export * from "./company/index.ts";
export * from "./documents/index.ts";
