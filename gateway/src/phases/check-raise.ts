import type { Config } from "../config/config.ts";
import type { Catalog } from "../systems/catalog.ts";

type Wrong = (where: readonly PropertyKey[], reason: string) => void;

/** Checks that every raised tool is a write of that system and really is raised: nothing lowers a phase. */
export function checkRaise(
  { systems }: Config,
  catalogs: Readonly<Record<string, Catalog>>,
  wrong: Wrong,
): void {
  for (const [id, { raise }] of Object.entries(systems))
    for (const [name, phase] of Object.entries(raise)) {
      const where = ["systems", id, "raise", name];
      const tool = catalogs[id]?.tools.find((entry) => entry.name === name);
      if (tool === undefined) wrong(where, `${id} has no tool named ${name}`);
      else if (tool.risk === "read") wrong(where, `${name} only reads, and reads belong to phase 1`);
      else if (phase <= tool.phase)
        wrong(where, `${name} is of phase ${tool.phase} already; a phase can only be raised`);
    }
}
