import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** What the first page says of the code, held against the code, and where all pages lead. */
const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const readme = read("README.md");
const between = (text: string, start: string, end: string) =>
  text.slice(text.indexOf(start), text.indexOf(end, text.indexOf(start)));

test("the picture of a call shows the steps of the pipeline, all of them and in their order", () => {
  const gateway = between(readme, "subgraph Gateway", "\n  end");
  const shown = [...gateway.matchAll(/\w\[([\w ·]+)\]/g)].flatMap(([, names = ""]) => names.split(" · "));
  const list = between(read("gateway/src/pipeline.ts"), "export const pipeline", "\n});");
  const steps = [...list.matchAll(/\b(\w+)\((?:needs)?\)(?=[,\]])/g)].map(([, name]) => name);
  expect(steps.at(-1)).toBe("reply");
  expect(shown).toEqual(steps);
});

test("every proof that the first page names is there", () => {
  const table = between(readme, "| Invariant | Proof |", "\n\n");
  const { scripts } = JSON.parse(read("package.json"));
  const named = [...table.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const isThere = (name: string) =>
    name.startsWith("npm run ")
      ? name.slice("npm run ".length) in scripts
      : globSync(name, { cwd: root }).length > 0;
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});

/** A heading's address as forges make it: words apart by hyphens, without punctuation. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

test("every link between pages leads to a file, and to a heading where it names one", () => {
  const listing = ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"];
  const pages = execFileSync("git", listing, { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, to = "", anchor]) => {
        const target = to === "" ? page : path.join(path.dirname(page), to);
        if (!existsSync(path.join(root, target))) return true;
        if (anchor === undefined) return false;
        return ![...read(target).matchAll(/^#+ (.+)$/gm)].some(
          ([, heading = ""]) => anchorOf(heading) === anchor,
        );
      })
      .map(([link]) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});
