import { spawn } from "node:child_process";
import os from "node:os";

const KILL_AFTER_MS = 10_000;

let current;
let interruptedBy;

/**
 * Runs a program to its end and gives its exit code, 128 + n after signal n. Spawned, not spawnSync: a blocked
 * process would die of SIGTERM alone and leave the program running.
 */
export function runChild(command, args, options) {
  return new Promise((resolve, reject) => {
    // npm and its like are batch files on Windows, which only a shell can start.
    current = spawn(command, args, { ...options, shell: process.platform === "win32" });
    options.onStart?.(current);
    current.on("error", reject);
    current.on("close", (code, signal) => {
      current = undefined;
      resolve(code ?? 128 + os.constants.signals[signal]);
    });
  });
}

/** 128 + n once signal n has been asked of us: nothing further may be started then. */
export const interruption = () => interruptedBy && 128 + os.constants.signals[interruptedBy];

/** Every signal goes on to the program that runs now; with none running, we end. */
export function passSignalsOn() {
  const stop = (signal) => {
    interruptedBy ??= signal;
    if (!current) process.exit(interruption());
    current.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  if (process.env.npm_lifecycle_event) watchParent(stop);
}

/** npm dies of SIGTERM without telling us: when it or its shell is gone, so is our reason to run. */
function watchParent(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    setTimeout(() => current?.kill("SIGKILL"), KILL_AFTER_MS).unref();
    stop("SIGTERM");
  }, 500);
  timer.unref();
}
