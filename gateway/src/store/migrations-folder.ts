import { existsSync } from "node:fs";
import path from "node:path";

/** The gateway's `migrations`, seen from its sources (`src/store`) as from its bundle (`dist`). */
export function migrationsFolder(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "migrations");
    if (existsSync(path.join(candidate, "meta", "_journal.json"))) return candidate;
    if (folder === path.dirname(folder)) {
      throw new Error("The folder `migrations` is missing from this installation: unpack it again.");
    }
  }
}
