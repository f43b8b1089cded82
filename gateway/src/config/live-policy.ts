import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import type { Log } from "../observe/log.ts";
import { type Policy, policyFrom } from "../rules/policy.ts";
import { type Checked, readConfig } from "./settings.ts";

const SETTLE_MS = 100;

export type LivePolicy = { current: () => Policy; close(): void };

/**
 * The rules in force. A saved change counts at the next request; one that does not pass its checks is told to the log and
 * changes nothing, so that a slip of the pen can neither open nor close a door.
 */
export function livePolicy(first: Checked, log: Log): LivePolicy {
  const file = path.resolve(first.loaded.folder, path.basename(first.loaded.file));
  let policy = policyFrom(first.config);
  let timer: NodeJS.Timeout | undefined;

  const reload = () => {
    try {
      const next = policyFrom(readConfig(file).config);
      if (next.version === policy.version) return;
      policy = next;
      log.info({ policy: policy.version }, "new rules are in force");
    } catch (error) {
      log.error(
        { error, policy: policy.version },
        "the changed rules are not valid; the former ones stay in force",
      );
    }
  };
  // The folder is watched, not the file: editors save by renaming a new file over the old one.
  const watcher: FSWatcher = watch(path.dirname(file), { persistent: false }, (_event, changed) => {
    if (changed !== path.basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(reload, SETTLE_MS);
  });
  return {
    current: () => policy,
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
