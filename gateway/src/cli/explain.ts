import { readConfig, settingsFrom } from "../config/settings.ts";
import { createOwnTools } from "../own-tools/own-tools.ts";
import { explain } from "../rules/explain.ts";
import { type PolicySubject, policyFrom } from "../rules/policy.ts";
import { openDatabase } from "../store/database.ts";
import { say } from "./output.ts";

type Options = { user: string; tool: string; config: string };

/** Prints a decision and each rule behind it, for everybody of that mail address. */
export async function explainDecision({ user, tool: name, config: file }: Options): Promise<void> {
  const checked = readConfig(file);
  const settings = settingsFrom(checked, process.env);
  const entry = Object.values(checked.catalogs).flatMap((catalog) =>
    catalog.tools.map((tool) => ({ tool, system: catalog.id })),
  );
  const own = createOwnTools().entries.find((tool) => tool.name === name);
  const found = entry.find(({ tool }) => tool.name === name);
  const tool = own ? { entry: own, system: undefined } : found && { entry: found.tool, system: found.system };
  if (tool === undefined) throw new Error(`no system has a tool named ${name}`);

  const database = openDatabase({ url: settings.databaseUrl });
  try {
    const { rows } = await database.pool.query<PolicySubject & { id: string; active: boolean }>(
      `select id, issuer, subject, groups, app_roles as "appRoles", active from person where lower(email) = lower($1) order by id`,
      [user],
    );
    if (rows.length === 0)
      throw new Error(`nobody has signed in as ${user} yet, so their groups are not known`);
    for (const person of rows) {
      const { decision, because } = explain(person, tool, policyFrom(checked.config), checked.config);
      say(
        `${user} (${person.id}) and ${name}: ${person.active ? decision.kind : "refuse"}, ${person.active ? decision.why : "person_is_disabled"}`,
      );
      for (const line of because) say(`  ${line}`);
    }
  } finally {
    await database.close();
  }
}
