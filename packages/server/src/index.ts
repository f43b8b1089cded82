export { type Assertion, type Trust, trustGateway } from "./assertion.ts";
export { type Cursors, cursorsWith } from "./cursor.ts";
export { type Env, fixedDay, namesIn, needed, neededJwk, oneOf, wholeNumber } from "./environment.ts";
export { httpApp, listen } from "./http.ts";
export type { Product } from "./mcp-server.ts";
export { runServer, type UnopenedProduct } from "./run-server.ts";
export { type Run, runTool } from "./run-tool.ts";
