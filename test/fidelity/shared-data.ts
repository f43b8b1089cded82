import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

const root = path.resolve(import.meta.dirname, "..", "..");

/** Schemas and recordings of the vendors; none of them is a part of this repository. */
export type SharedData = ReturnType<typeof openData>;

/** Where the schemas and recordings are, or the sentence that says why nothing can be held against them. */
export function findData(env: NodeJS.ProcessEnv): SharedData | { missing: string } {
  const named = env.GATEHOUSE_SHARED_DATA;
  const folder = named ? path.resolve(named) : path.resolve(root, "..", "shared", "data");
  if (existsSync(path.join(folder, "README.md"))) return openData(folder);
  const where = named ? "GATEHOUSE_SHARED_DATA names no such folder" : "there is none beside the project";
  return {
    missing: `no schemas and recordings of the vendors: ${where}; set GATEHOUSE_SHARED_DATA to their folder`,
  };
}

function openData(folder: string) {
  const text = (file: string): string => readFileSync(path.join(folder, file), "utf8");
  return {
    text,
    json: (file: string): unknown => JSON.parse(text(file)),
    // Old YAML in the recordings repeats anchors and holds values that only YAML 1.1 reads.
    yaml: (file: string): unknown => parse(text(file), { maxAliasCount: -1 }),
    /** The first line of a comma-separated file. */
    columns: (file: string): string[] => (text(file).split(/\r?\n/, 1)[0] ?? "").split(","),
  };
}
