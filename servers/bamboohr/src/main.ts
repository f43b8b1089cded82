import { runServer } from "@gatehouse/server";
import packageJson from "../package.json" with { type: "json" };
import { bambooHrFrom } from "./environment.ts";
import { system } from "./system.ts";
import { tools } from "./tools/index.ts";

const isForOne = process.argv.includes("--stdio");
await runServer({
  system,
  version: packageJson.version,
  tools,
  open: (env) => bambooHrFrom(env, isForOne),
});
