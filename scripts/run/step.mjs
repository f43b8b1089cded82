import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { interruption, runChild } from "./child.mjs";
import { failedStep } from "./sentence.mjs";

const FIRST_TICK_MS = 2_000;
const TICK_MS = 5_000;
const KEPT_CHARACTERS = 64 * 1024;

/** On stderr, so that a command's own output can be piped. */
export const say = (text) => process.stderr.write(`gatehouse  ${text}\n`);

/**
 * Runs one long program with its output in `.tools/log/<name>.log`. Shows that it lives after two seconds and then
 * every five, with the last line it wrote; says nothing at all when it was quicker.
 */
export async function step({ root, name, title, done, command, args, env, showsFailure = false }) {
  const startedAt = Date.now();
  const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(1);
  const log = openLog(root, name);
  let output = "";
  let told = false;
  const tell = () => {
    const line = output.trimEnd().split("\n").at(-1)?.trim().slice(0, 70);
    say(`${title}: ${seconds()} s${line ? `, ${line}` : ""}`);
    told = true;
  };
  const first = setTimeout(tell, FIRST_TICK_MS);
  const ticker = setInterval(tell, TICK_MS);
  const take = (chunk) => {
    output = (output + chunk).slice(-KEPT_CHARACTERS);
    log.write(chunk);
  };
  try {
    const code = await runChild(command, args, {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      onStart(child) {
        for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", take);
      },
    });
    if (interruption()) process.exit(interruption());
    if (code !== 0 && showsFailure) process.stderr.write(output);
    if (code !== 0) throw failedStep(title, output, log.name);
  } catch (error) {
    if (error.code === "ENOENT") throw failedStep(title, `${command} is not on PATH`, log.name);
    throw error;
  } finally {
    clearTimeout(first);
    clearInterval(ticker);
    log.close();
  }
  if (told) say(`${done} in ${seconds()} s`);
}

/** A log that cannot be written, as on a full disk, must not hide why the step failed. */
function openLog(root, name) {
  const folder = path.join(root, ".tools", "log");
  const file = path.join(folder, `${name}.log`);
  const attempt = (action) => {
    try {
      return action();
    } catch {
      return undefined;
    }
  };
  attempt(() => mkdirSync(folder, { recursive: true }));
  const handle = attempt(() => openSync(file, "w"));
  return {
    name: path.relative(root, file),
    write: (chunk) => handle !== undefined && attempt(() => writeSync(handle, chunk)),
    close: () => handle !== undefined && attempt(() => closeSync(handle)),
  };
}
