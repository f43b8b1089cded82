import { runServer } from "@gatehouse/server";
import packageJson from "../package.json" with { type: "json" };
import { salesforceFrom, toolsFrom } from "./environment.ts";
import { system } from "./system.ts";

const tools = toolsFrom(process.env);
await runServer({ system, version: packageJson.version, tools, open: salesforceFrom });
