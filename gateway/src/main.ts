import { Command } from "commander";
import { KEY_KINDS } from "./authorization/keys/key-set.ts";
import { audit } from "./cli/audit.ts";
import { beginAuditAnew } from "./cli/begin-anew.ts";
import { addChannelCommands } from "./cli/channel-commands.ts";
import { disconnectAccounts, listConnections } from "./cli/connections.ts";
import { explainDecision } from "./cli/explain.ts";
import { listKeys, rotateKeys } from "./cli/keys.ts";
import { migrate } from "./cli/migrate.ts";
import { failed } from "./cli/output.ts";
import {
  checkPeople,
  disablePerson,
  enablePerson,
  forgetSessions,
  listPeople,
  showPerson,
} from "./cli/people.ts";
import { addPhaseCommands } from "./cli/phase-commands.ts";
import { serve } from "./cli/serve.ts";
import { listSessions, revokeSessions } from "./cli/sessions.ts";
import { approveTool, listTools, revokeTool, showTool } from "./cli/tools.ts";
import { validate } from "./cli/validate.ts";
import { rotateVault, vaultStatus } from "./cli/vault.ts";
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
  .option("--database", "look into the database as well: its tables, and which keys belong to it")
  .option(
    "--file-only",
    "leave the environment out, as where the secrets of a production profile are not at hand",
  )
  .option(...config)
  .action(validate);

program
  .command("migrate")
  .description("bring the database to this version, forward only")
  .option("--dry-run", "only tell which steps would be taken")
  .option(...config)
  .action(migrate);

program
  .command("explain")
  .description("say how a call would be decided, and by which rules")
  .requiredOption("--user <email>", "mail address of somebody who has signed in before")
  .requiredOption("--tool <name>", "name of a tool")
  .option("--args <json>", "arguments of the call, for roles with a rule on the tool")
  .option(...config)
  .action(explainDecision);

const auditCommand = program.command("audit").description("read the audit");

auditCommand
  .command("tail")
  .description("show the newest events")
  .option("--count <number>", "how many", "20")
  .option("--calls", "leave out sign-ins and tokens")
  .option("--json", "one JSON object a line")
  .option(...config)
  .action(audit);

auditCommand
  .command("begin-anew")
  .description("go on after the audit key was lost for good; says first what that costs")
  .option("--give-up-the-lost-key", "do it")
  .option(...config)
  .action(({ giveUpTheLostKey, config }) => beginAuditAnew({ config, giveUp: giveUpTheLostKey }));

const keys = program.command("keys").description("the keys that sign tokens, assertions and cookies");

keys
  .command("list")
  .argument("[kind]", KEY_KINDS.join(", "))
  .description("show which keys there are, since when, and what each does")
  .option(...config)
  .action(listKeys);

keys
  .command("rotate")
  .argument("<kind>", KEY_KINDS.join(", "))
  .description("add a key and drop those that nothing relies on any more, without a restart")
  .option("--in <time>", "when the new key begins to sign; whoever verifies must have seen it by then", "10m")
  .option(...config)
  .action(rotateKeys);

const json = ["--json", "one JSON object a line"] as const;
const BY = ["--by <name>", "who types this, for the audit; otherwise the account"] as const;
const WHO = ["<who>", "mail address, user name, subject or id"] as const;
const people = program.command("people").description("the directory of people");

people
  .command("list")
  .description("show everybody, with groups and sessions")
  .option("--inactive", "only who is inactive or blocked")
  .option(...json)
  .option(...config)
  .action(listPeople);

people
  .command("show")
  .argument(...WHO)
  .description("show one person")
  .option(...json)
  .option(...config)
  .action(showPerson);

people
  .command("disable")
  .argument(...WHO)
  .description("keep somebody out whatever the identity provider says, and end all they have")
  .option("--reason <text>", "why, for the audit")
  .option(...BY)
  .option(...config)
  .action(disablePerson);

people
  .command("enable")
  .argument(...WHO)
  .description("let somebody in again who was kept out here")
  .option(...BY)
  .option(...config)
  .action(enablePerson);

people
  .command("forget-sessions")
  .argument(...WHO)
  .description("end somebody's sessions; they sign in again")
  .option(...BY)
  .option(...config)
  .action(forgetSessions);

people
  .command("check")
  .description("say what does not fit together; exit code 1 where something needs to be done")
  .option(...json)
  .option(...config)
  .action(checkPeople);

const sessions = program.command("sessions").description("logins of clients");
const PERSON = ["--person <who>", "of this person"] as const;
const CLIENT = ["--client <id>", "of this client"] as const;

sessions
  .command("list")
  .description("show who is signed in with which client")
  .option(...PERSON)
  .option(...CLIENT)
  .option(...json)
  .option(...config)
  .action(listSessions);

sessions
  .command("revoke")
  .description("end sessions at once; people sign in again")
  .option(...PERSON)
  .option(...CLIENT)
  .option("--all", "every session of everybody")
  .option(...BY)
  .option(...config)
  .action(revokeSessions);

const connections = program.command("connections").description("people's accounts at vendors");
const SYSTEM = ["--system <id>", "at this system"] as const;

connections
  .command("list")
  .description("show who has connected which account")
  .option(...PERSON)
  .option(...SYSTEM)
  .option(...json)
  .option(...config)
  .action(listConnections);

connections
  .command("disconnect")
  .description("end accounts here and, where it can be told, at the vendor; people connect again")
  .option(...PERSON)
  .option(...SYSTEM)
  .option(...BY)
  .option(...config)
  .action(disconnectAccounts);

const tools = program
  .command("tools")
  .description("tools of third parties' servers, and what is approved of them");
const TOOL = ["<tool>", "its name as the server lists it"] as const;
const OF = ["<system>", "its system's id"] as const;
const NO_LOOK = ["--no-look", "tell what was seen last, and do not ask the server"] as const;
const ADMINISTRATOR = ["--by <mail>", "the administrator who decides"] as const;

tools
  .command("list")
  .description("show every tool and whether it can be called")
  .option(...NO_LOOK)
  .option(...json)
  .option(...config)
  .action(listTools);

tools
  .command("show")
  .argument(...OF)
  .argument(...TOOL)
  .description("show one tool, and how what its server says of it now differs from what was approved")
  .option(...NO_LOOK)
  .option(...config)
  .action(showTool);

tools
  .command("approve")
  .argument(...OF)
  .argument(...TOOL)
  .description("approve what the server says of a tool, and print what that changes")
  .requiredOption(...ADMINISTRATOR)
  .requiredOption("--hash <hash>", "that of the definition which `tools show` printed; no other is approved")
  .option(...config)
  .action(approveTool);

tools
  .command("revoke")
  .argument(...OF)
  .argument(...TOOL)
  .description("close a tool as if it had never been approved")
  .requiredOption(...ADMINISTRATOR)
  .option(...config)
  .action(revokeTool);

const vault = program.command("vault").description("the key that what people connected is sealed with");

vault
  .command("status")
  .description("show which keys open how many connections")
  .option(...config)
  .action(vaultStatus);

vault
  .command("rotate")
  .description("bring every connection under the current key; may be stopped and run again")
  .option(...BY)
  .option(...config)
  .action(rotateVault);

addPhaseCommands(program, config);
addChannelCommands(program, config);

await program.parseAsync().catch(failed);
