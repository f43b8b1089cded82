import { databaseUrlFrom, readConfig } from "../config/settings.ts";
import { migrate as bringToThisVersion } from "../store/migrate.ts";
import { say } from "./output.ts";

/** Brings the database to this version and tells each step; with `dryRun` it only tells which would be taken. */
export async function migrate({ config, dryRun }: { config: string; dryRun?: boolean }): Promise<void> {
  const url = databaseUrlFrom(readConfig(config), process.env);
  const steps = await bringToThisVersion({ url }, { dryRun: dryRun === true });
  for (const step of steps) say(`${dryRun ? "would take" : "took"} ${step}`);
  if (steps.length === 0) say("the database is of this version: nothing to do");
  else say(dryRun ? "nothing was changed" : `the database is of this version now: ${steps.length} taken`);
}
