import { readFileSync } from "node:fs";
import path from "node:path";
import { type Document, isNode, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { type Config, configSchema } from "./config.ts";
import { sayIssue } from "./say-issue.ts";

/** One thing wrong with a configuration: where, and why. `line` counts from 1. */
export type Mistake = { file: string; line: number; reason: string };

export class ConfigError extends Error {
  override name = "ConfigError";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(({ file, line, reason }) => `${file}:${line}: ${reason}`).join("\n"));
    this.mistakes = mistakes;
  }
}

/** A configuration that fits its schema, and a way to say where in the file a path of it stands. */
export type Loaded = {
  file: string;
  folder: string;
  config: Config;
  lineOf(path: readonly PropertyKey[]): number;
};

/** Reads and checks one file. Throws ConfigError with every mistake of form, of YAML with the first; meaning is checked by `checkMeaning`. */
export function loadConfig(file: string): Loaded {
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`;
    throw new ConfigError([{ file, line: 1, reason }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true, merge: false });
  // What a first mistake of form leaves unreadable is told as further ones, which are none.
  const [broken] = document.errors;
  if (broken !== undefined) {
    const reason = broken.message.split(/ at line \d+|\n/)[0] ?? broken.message;
    throw new ConfigError([{ file, line: lines.linePos(broken.pos[0]).line, reason }]);
  }
  const aliases = aliasesIn(document, lines, file);
  if (aliases.length > 0) throw new ConfigError(aliases);
  const lineOf = (where: readonly PropertyKey[]) => lineIn(document, lines, where);
  const parsed = configSchema.safeParse(document.toJS({ maxAliasCount: 0 }), { error: sayIssue });
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.flatMap((issue) => mistakesIn(issue, file, lineOf)));
  }
  return { file, folder: path.dirname(path.resolve(file)), config: parsed.data, lineOf };
}

/** An alias (`*name`) can make a short file endless, and lets a change in one place change another that nobody looks at. */
function aliasesIn(document: Document, lines: LineCounter, file: string): Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Alias(_, { source, range }) {
      const line = range ? lines.linePos(range[0]).line : 1;
      mistakes.push({
        file,
        line,
        reason: `*${source} is an alias, which is not taken; write out what it stands for`,
      });
    },
  });
  return mistakes;
}

function mistakesIn(
  issue: z.core.$ZodIssue,
  file: string,
  lineOf: (where: readonly PropertyKey[]) => number,
): Mistake[] {
  const at = (where: readonly PropertyKey[], reason: string) => ({
    file,
    line: lineOf(where),
    reason: `${where.join(".") || "file"}: ${reason}`,
  });
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => at([...issue.path, key], "is not a known setting"));
  // What a name must look like is said one level further down.
  if (issue.code === "invalid_key") return [at(issue.path, issue.issues[0]?.message ?? issue.message)];
  return [at(issue.path, issue.message)];
}

/** The line of the deepest node that exists on the way to `where`. */
function lineIn(document: Document, lines: LineCounter, where: readonly PropertyKey[]): number {
  for (let depth = where.length; depth >= 0; depth -= 1) {
    const node = document.getIn(where.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
