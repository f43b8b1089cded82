import type { Pool } from "pg";
import type { Config } from "../config/config.ts";
import { writesIn } from "../config/live-policy.ts";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { createOwnTools } from "../own-tools/own-tools.ts";
import { readPhases } from "../phases/openings.ts";
import { isObject } from "../protocol/message.ts";
import { explain } from "../rules/explain.ts";
import { issuersOf, type PolicySubject, policyFrom } from "../rules/policy.ts";
import { openDatabase } from "../store/database.ts";
import { argumentChecks, checkArguments } from "../systems/arguments.ts";
import { gatewayName } from "../third-party/config.ts";
import { pinsOf, standingOf } from "../third-party/pins.ts";
import { say } from "./output.ts";

type Options = { user: string; tool: string; args?: string; config: string };

/** Prints a decision and each rule behind it, for everybody of that mail address. */
export async function explainDecision({
  user,
  tool: name,
  args: given,
  config: file,
}: Options): Promise<void> {
  const checked = readConfig(file);
  const settings = settingsFrom(checked, process.env);
  const entry = Object.values(checked.catalogs).flatMap((catalog) =>
    catalog.tools.map((tool) => ({ tool, system: catalog.id })),
  );
  const own = createOwnTools().entries.find((tool) => tool.name === name);
  const found = entry.find(({ tool }) => tool.name === name);
  const tool = own
    ? { entry: own, system: undefined, isForWrites: own.isForWrites }
    : found && { entry: found.tool, system: found.system };
  if (tool === undefined) throw new Error(`no system has a tool named ${name}`);

  const args = given === undefined ? undefined : argumentsFrom(given);
  if (args !== undefined) checkArguments(name, argumentChecks()(tool.entry.inputSchema), args);

  const database = openDatabase({ url: settings.databaseUrl });
  try {
    const { open } = await readPhases(database.pool);
    const policy = policyFrom(
      checked.config,
      issuersOf(settings.identityProviders),
      open,
      writesIn(checked.catalogs),
    );
    const { rows } = await database.pool.query<PolicySubject & { id: string; active: boolean }>(
      `select id, issuer, subject, groups, app_roles as "appRoles", active from person where lower(email) = lower($1) order by id`,
      [user],
    );
    if (rows.length === 0)
      throw new Error(`nobody has signed in as ${user} yet, so their groups are not known`);
    const pinned = await pinSaid(database.pool, tool.entry.name, checked.config.systems, tool.system);
    for (const person of rows) {
      const call = args && { id: person.id, email: user.toLowerCase(), args };
      const { decision, because } = explain(person, tool, policy, checked.config, call);
      say(
        `${user} (${person.id}) and ${name}: ${person.active ? decision.kind : "refuse"}, ${person.active ? decision.why : "person_is_disabled"}`,
      );
      for (const line of [...because, ...pinned]) say(`  ${line}`);
    }
  } finally {
    await database.close();
  }
}

/** How a third party's tool stands to what was approved, which no role can change. */
async function pinSaid(
  pool: Pool,
  shownAs: string,
  systems: Config["systems"],
  system = "",
): Promise<string[]> {
  const declared = Object.keys(systems[system]?.thirdParty?.tools ?? {});
  const name = declared.find((tool) => gatewayName(system, tool) === shownAs);
  if (name === undefined) return [];
  const standing = standingOf((await pinsOf(pool, system)).get(name));
  return [
    `${shownAs} is a third party's tool and ${standing === "open" ? "is as it was approved" : `closed to everybody: ${standing}`}`,
  ];
}

function argumentsFrom(given: string): Record<string, unknown> {
  let args: unknown;
  try {
    args = JSON.parse(given);
  } catch (cause) {
    throw new Error("--args is not JSON", { cause });
  }
  if (!isObject(args)) throw new Error("--args must be an object of arguments");
  return args;
}
