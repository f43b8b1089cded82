import { runServer } from "@gatehouse/server";
import packageJson from "../package.json" with { type: "json" };
import { netSuiteFrom } from "./environment.ts";
import { system } from "./system.ts";
import { tools } from "./tools/index.ts";

// Before the port opens: a server without a usable configuration shall not look ready.
const api = await netSuiteFrom(process.env).catch((error: Error) => {
  process.stderr.write(`${system.id}: ${error.message}\n`);
  process.exit(1);
});
await runServer({ system, version: packageJson.version, tools, api, allowance: api.allowance });
