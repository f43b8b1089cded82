import { runServer } from "@gatehouse/server";
import packageJson from "../package.json" with { type: "json" };
import { sharePointFrom } from "./environment.ts";
import { system } from "./system.ts";
import { tools } from "./tools/index.ts";

await runServer({ system, version: packageJson.version, tools, open: sharePointFrom });
