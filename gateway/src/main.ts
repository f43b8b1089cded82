import { Command } from "commander";
import { audit } from "./cli/audit.ts";
import { explainDecision } from "./cli/explain.ts";
import { failed } from "./cli/output.ts";
import { serve } from "./cli/serve.ts";
import { validate } from "./cli/validate.ts";
import { version } from "./version.ts";

const config = [
  "--config <file>",
  "the configuration",
  process.env.GATEHOUSE_CONFIG ?? "gatehouse.yaml",
] as const;

const program = new Command("gatehouse")
  .description("One door between people's AI assistants and the systems the company runs on.")
  .version(version);

program
  .command("serve")
  .description("serve the gateway until it is stopped")
  .option(...config)
  .action(serve);

program
  .command("validate")
  .description("check the configuration and name every mistake with its line")
  .option(...config)
  .action(validate);

program
  .command("explain")
  .description("say how a call would be decided, and by which rules")
  .requiredOption("--user <email>", "mail address of somebody who has signed in before")
  .requiredOption("--tool <name>", "name of a tool")
  .option("--args <json>", "arguments of the call, for roles with a rule on the tool")
  .option(...config)
  .action(explainDecision);

program
  .command("audit")
  .description("read the audit")
  .command("tail")
  .description("show the newest events")
  .option("--count <number>", "how many", "20")
  .option("--calls", "leave out sign-ins and tokens")
  .option("--json", "one JSON object a line")
  .option(...config)
  .action(audit);

await program.parseAsync().catch(failed);
