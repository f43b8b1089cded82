import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { say, step } from "./step.mjs";

// CI keeps it from asking; its own patience with a registry that does not answer is minutes.
const PNPM_SETTINGS = {
  CI: "1",
  pnpm_config_fetch_retries: "2",
  pnpm_config_fetch_retry_mintimeout: "500",
  pnpm_config_fetch_retry_maxtimeout: "2000",
};

/** pnpm 12 reads npm's files but not npm's variables, by which `npm --registry` and many machines name theirs. */
const registryOf = ({ npm_config_registry: registry }) =>
  registry ? { pnpm_config_registry: registry } : {};

/** `pnpm install`, skipped while lockfile, workspace and every package.json are those of the last complete one. */
export async function installDependencies(root, env) {
  const stamp = path.join(root, "node_modules", ".gatehouse-stamp");
  const manifests = manifestsOf(root);
  const wanted = hashOf(root, ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests]);
  const isWhole = manifests.every((file) => hasModules(root, file));
  if (isWhole && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;

  const isLocked = existsSync(path.join(root, "pnpm-lock.yaml"));
  const title = "installing dependencies";
  say(isLocked ? title : `${title}, without pnpm-lock.yaml: commit the one this writes`);
  const lockfile = isLocked ? "--frozen-lockfile" : "--no-frozen-lockfile";
  await step({
    root,
    name: "install",
    title,
    done: "dependencies installed",
    command: "pnpm",
    args: ["install", lockfile, "--reporter=append-only"],
    env: { ...env, ...PNPM_SETTINGS, ...registryOf(env) },
  });
  writeFileSync(stamp, hashOf(root, ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests]));
}

/** Paths below the root: members lie at most two folders deep, as pnpm-workspace.yaml says. */
function manifestsOf(root, folder = "", depth = 2) {
  const found = existsSync(path.join(root, folder, "package.json"))
    ? [path.join(folder, "package.json")]
    : [];
  if (depth === 0) return found;
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(".") || entry.name === "node_modules") continue;
    found.push(...manifestsOf(root, path.join(folder, entry.name), depth - 1));
  }
  return found.sort();
}

function hasModules(root, file) {
  const manifest = JSON.parse(readFileSync(path.join(root, file), "utf8"));
  if (!manifest.dependencies && !manifest.devDependencies) return true;
  return existsSync(path.join(root, path.dirname(file), "node_modules"));
}

function hashOf(root, files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const name = path.join(root, file);
    hash
      .update(`${file}\0`)
      .update(existsSync(name) ? readFileSync(name) : "")
      .update("\0");
  }
  return hash.digest("hex");
}
