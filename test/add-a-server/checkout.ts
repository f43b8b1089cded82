import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** A copy of this working tree in a folder of its own, which can be built upon and thrown away. */
export type Checkout = {
  folder: string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** As `pnpm install`, without network: what a member's manifest names, and nothing else, can be imported there. */
  link(): Promise<void>;
  /** Runs a program there to its end. Rejects with what it printed when it fails or takes too long. */
  run(program: string, args: readonly string[], env?: Record<string, string>): Promise<void>;
  remove(): Promise<void>;
};

type Manifest = {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

const root = path.resolve(import.meta.dirname, "../..");
const PROGRAM_MS = 90_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const execute = promisify(execFile);
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
const namedIn = ({ dependencies, devDependencies }: Manifest) =>
  Object.keys({ ...dependencies, ...devDependencies });
const membersOf = (folder: string) => {
  const members = globSync("{packages,servers}/*/package.json", { cwd: folder }).map(path.dirname);
  return [".", ...members, "gateway", "test"];
};

/** What git has or would take, as it is now. It is a repository of its own: checks there ask git for its files. */
export async function createCheckout(): Promise<Checkout> {
  const folder = realpathSync(await mkdtemp(path.join(os.tmpdir(), "gatehouse-fifth-")));
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  for (const file of new Set(files))
    if (existsSync(path.join(root, file))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      copyFileSync(path.join(root, file), path.join(folder, file));
    }
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  return {
    folder,
    read: (file) => readFile(path.join(folder, file), "utf8"),
    async write(file, text) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    },
    link: () => link(folder),
    run: (program, args, env) => run(folder, program, args, env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function link(folder: string): Promise<void> {
  const members = new Map(
    membersOf(folder).map((member) => [
      manifestOf(path.join(folder, member)).name,
      path.join(folder, member),
    ]),
  );
  const installed = installedHere();
  for (const member of members.values())
    for (const name of namedIn(manifestOf(member))) {
      const target = members.get(name) ?? installed.get(name);
      if (target === undefined) throw new Error(`${member} needs ${name}, which nobody here has installed.`);
      const place = path.join(member, "node_modules", name);
      await mkdir(path.dirname(place), { recursive: true });
      await rm(place, { force: true });
      await symlink(target, place, "junction");
    }
}

/** Where each dependency of this checkout lies. The workspace has one version of each. */
const installedHere = (): Map<string, string> =>
  new Map(
    membersOf(root).flatMap((member) => {
      const places = namedIn(manifestOf(path.join(root, member))).map(
        (name) => [name, path.join(root, member, "node_modules", name)] as const,
      );
      return places
        .filter(([, place]) => existsSync(place))
        .map(([name, place]) => [name, realpathSync(place)]);
    }),
  );

/** Of this run's variables only the paths: with vitest's own, another vitest would take itself for a part of this one. */
async function run(
  cwd: string,
  program: string,
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<void> {
  const { PATH = "", HOME = "" } = process.env;
  // Of the copy's own, so that nothing of it stays: several of these programs load the same packages.
  const NODE_COMPILE_CACHE = path.join(cwd, ".data", "compiled");
  const bounds = { timeout: PROGRAM_MS, killSignal: "SIGKILL", maxBuffer: OUTPUT_BYTES_MAX } as const;
  try {
    await execute(program, args, { cwd, env: { PATH, HOME, NODE_COMPILE_CACHE, ...more }, ...bounds });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
  }
}
