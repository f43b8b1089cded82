import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unwritable } from "./sentence.mjs";
import { say } from "./step.mjs";

/** Runs `work` while no other command of this checkout installs or builds; waits for one that does. */
export async function whileAlone(root, work) {
  const lock = path.join(root, ".tools", "lock");
  await acquire(root, lock);
  const release = () => rmSync(lock, { force: true });
  process.on("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

async function acquire(root, lock) {
  for (let waits = 0; ; waits++) {
    try {
      mkdirSync(path.dirname(lock), { recursive: true });
      return writeFileSync(lock, String(process.pid), { flag: "wx" });
    } catch (error) {
      if (error.code !== "EEXIST") throw unwritable(root, error) ?? error;
    }
    const owner = ownerOf(lock);
    if (!owner) rmSync(lock, { force: true });
    else if (waits % 50 === 0) say(`waiting for process ${owner}, which is installing or building here`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The living process named in the lock; undefined when that one is gone or the file was cut short. */
function ownerOf(lock) {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    process.kill(pid, 0);
    return pid || undefined;
  } catch (error) {
    return error.code === "EPERM" ? "of another user" : undefined;
  }
}
