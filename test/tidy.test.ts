import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ERRORS } from "@gatehouse/tool";
import { describe, expect, test } from "vitest";
// @boundaries-ignore this test is about the repository, whose generator is no member
import { generated } from "../scripts/generated.ts";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const json = (file: string) => JSON.parse(read(file));
/** What git has or would take: generated and ignored files are nobody's style. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && globSync(file, { cwd: root }).length > 0);
const source = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
const members = globSync("{packages,servers}/*/package.json", { cwd: root })
  .map((file) => path.dirname(file))
  .concat("gateway", "test");
const servers = members.filter((member) => member.startsWith("servers/"));

describe("members", () => {
  test.each(members)("%s carries its folder's tag: without one, boundaries are not checked", (member) => {
    const tag = { packages: "package", servers: "server" }[member.split("/")[0] ?? ""] ?? member;
    expect(json(`${member}/turbo.json`).tags).toEqual([tag]);
  });

  test.each(servers)("%s is held to the contract and stands in gatehouse.yaml", (server) => {
    const id = path.basename(server);
    expect(read(`test/contract/${id}.test.ts`)).toContain(`contractOf(${id})`);
    expect(read("gatehouse.yaml")).toContain(`catalog: ${server}/catalog`);
  });

  test("only packages/server depends on the SDK's server side, and on its client only the gateway's way to third parties", () => {
    const depends = (name: string) =>
      members.filter((member) => json(`${member}/package.json`).dependencies?.[name] !== undefined);
    expect(depends("@modelcontextprotocol/server")).toEqual(["packages/server", "test"]);
    expect(depends("@modelcontextprotocol/client")).toEqual(["gateway", "test"]);
    expect(
      source.filter(
        (file) =>
          /^gateway\/src\/(?!third-party\/)/.test(file) &&
          read(file).includes("@modelcontextprotocol/client"),
      ),
    ).toEqual([]);
    for (const client of ["sdk", "inspector", "conformance"])
      expect(depends(`@modelcontextprotocol/${client}`)).toEqual(["test"]);
  });

  test("versions are exact and stand in one place", () => {
    for (const member of [...members, "."]) {
      const { dependencies = {}, devDependencies = {} } = json(`${member}/package.json`);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        expect([name, version]).toEqual([name, name.startsWith("@gatehouse/") ? "workspace:*" : "catalog:"]);
    }
    const catalog = read("pnpm-workspace.yaml").split("\ncatalog:\n")[1]?.split(/\n\S/)[0] ?? "";
    for (const line of catalog.trim().split("\n")) expect(line).toMatch(/: \d+\.\d+\.\d+(-[\w.]+)?$/);
  });
});

describe("tools", () => {
  test.each(servers)("%s: one file a tool, named after it, and one catalog entry each", (server) => {
    const id = path.basename(server);
    const inFiles = globSync(`${server}/src/tools/*.ts`, { cwd: root })
      .map((file) => path.basename(file, ".ts"))
      .filter((name) => name !== "index" && !name.endsWith(".test"));
    const inCatalog = globSync(`${server}/catalog/*.json`, { cwd: root })
      .map((file) => path.basename(file, ".json"))
      .filter((name) => name !== "system");
    expect(inCatalog.sort()).toEqual(inFiles.map((name) => `${id}_${name.replaceAll("-", "_")}`).sort());
    for (const name of inFiles) {
      const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      expect(read(`${server}/src/tools/${name}.ts`)).toContain(`export const ${camel} = defineTool({`);
    }
  });

  test.each(servers)("%s: one file knows the product's URLs", (server) => {
    const id = path.basename(server);
    const knowing = source.filter(
      (file) =>
        file.startsWith(`${server}/src/`) &&
        !/\.test\.ts$|\/simulated-[^/]*\.ts$/.test(file) &&
        /["'`]\/?services\/|https?:\/\//.test(read(file)),
    );
    expect(knowing.map((file) => path.basename(file)).filter((name) => name !== "system.ts")).toEqual([
      `${id}.ts`,
    ]);
  });
});

test("generated files are current: run npm run generate", () => {
  for (const [file, text] of Object.entries(generated(root)))
    expect([file, read(file)]).toEqual([file, text]);
});

test("the version is said once", () => {
  expect(read("gateway/src/version.ts")).toContain(`"${json("gateway/package.json").version}"`);
  expect(json("package.json").version).toBe(json("gateway/package.json").version);
});

test("every public export of a package has a docstring where it is declared", () => {
  const bare: string[] = [];
  for (const entry of globSync("packages/*/src/index.ts", { cwd: root })) {
    for (const [, names = "", from = ""] of read(entry).matchAll(
      /export (?:type )?\{([^}]+)\} from "\.\/([^"]+)"/g,
    )) {
      const text = read(path.join(path.dirname(entry), from));
      for (const name of names
        .split(",")
        .map((part) => part.replace("type ", "").trim())
        .filter(Boolean)) {
        const at = text.search(
          new RegExp(`^export (async )?(const|function|class|type|interface) ${name}\\b`, "m"),
        );
        if (at >= 0 && !/\*\/\n$/.test(text.slice(0, at)) && !isDescribedByNeighbour(text, at))
          bare.push(`${from}: ${name}`);
      }
    }
  }
  expect(bare).toEqual([]);
});

/** A type derived on the line after a documented constant, such as `Label` after `LABELS`, shares its docstring. */
const isDescribedByNeighbour = (text: string, at: number): boolean => {
  const before = text.slice(0, at).trimEnd().split("\n");
  return (
    /^export (const|type)/.test(before.at(-1) ?? "") ||
    /^export type \w+ = (ReturnType|z\.|\(typeof|keyof)/.test(text.slice(at))
  );
};

test("every code of the error table is proven by a test", () => {
  const tests = source
    .filter((file) => file.endsWith(".test.ts"))
    .map(read)
    .join("\n");
  expect(Object.keys(ERRORS).filter((code) => !tests.includes(`"${code}"`))).toEqual([]);
});

test("every step of the pipeline has a test beside it or in the journeys", () => {
  const steps = globSync("gateway/src/steps/*.ts", { cwd: root }).filter(
    (file) => !/\.test\.ts$|for-tests/.test(file),
  );
  const beside = steps.filter((file) => files.includes(file.replace(/\.ts$/, ".test.ts")));
  const rest = steps.filter((file) => !beside.includes(file)).map((file) => path.basename(file, ".ts"));
  expect(rest).toEqual([]);
});

test("the repository speaks of the project alone: no paths of a machine, no secrets", () => {
  // A path of Graph such as `/drives/…/root/delta` follows a word or a value.
  const machine = /(^|[^\w./}])\/(work|home|root|Users)\/\w/;
  const secret = /-----BEGIN (EC |RSA )?PRIVATE KEY-----|"d":"[\w-]{30,}"/;
  const found = files
    .filter((file) => !file.endsWith("lock.yaml"))
    .filter((file) => machine.test(read(file)) || secret.test(read(file)));
  expect(found.filter((file) => file !== "test/tidy.test.ts")).toEqual([]);
});

test("no suppression stands without its reason", () => {
  const others = source.filter((file) => file !== "test/tidy.test.ts");
  const bare = others.flatMap((file) =>
    read(file)
      .split("\n")
      .filter(
        (line) =>
          /biome-ignore|@ts-expect-error|@boundaries-ignore/.test(line) &&
          !/(: |ignore |error )\S+ \S+/.test(line),
      )
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(bare).toEqual([]);
  expect(others.filter((file) => /@ts-ignore|@ts-nocheck/.test(read(file)))).toEqual([]);
});

test("no test is left out without its reason: only `skip(reason)` of its own context has one, which a run ends with", () => {
  const silent =
    /\b(skipIf|runIf)\b|\.(only|todo)[.(]|\b(test|it|describe|suite|inBrowser)\.skip\b|\b(skip|todo): true|\bskip\((?!["'`]|missing)/;
  const tests = source.filter((file) => /^test\/|\.test\.tsx?$/.test(file) && file !== "test/tidy.test.ts");
  expect(tests.filter((file) => silent.test(read(file)))).toEqual([]);
});
