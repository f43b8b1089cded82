import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { CatalogEntry, CatalogSystem } from "@gatehouse/tool";

const root = path.resolve(import.meta.dirname, "..", "..");
const SYSTEM_FILE = "system.json";

/** The catalog of a system as it ships. */
export function shippedCatalog(id: string): { system: CatalogSystem; tools: CatalogEntry[] } {
  const folder = path.join(root, "servers", id, "catalog");
  const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), "utf8"));
  const names = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== SYSTEM_FILE);
  return { system: read(SYSTEM_FILE), tools: names.map(read) };
}
