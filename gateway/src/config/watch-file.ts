import { hash } from "node:crypto";
import { type FSWatcher, readFileSync, watch } from "node:fs";
import path from "node:path";

const SETTLE_MS = 100;

export interface WatchedFile {
  close(): void;
}

/**
 * Calls `onChange` when a file says something else than before, and at the first look in any case: it may have changed between
 * its first reading and the watch. `pollMs` is for file systems that tell nothing, and for links whose target
 * lies elsewhere. `onBlind` hears it when only looking is left.
 */
export function watchFile(
  file: string,
  { onChange, onBlind, pollMs }: { onChange(): void; onBlind(error: unknown): void; pollMs: number },
): WatchedFile {
  let seen: string | undefined = "";
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const found = fingerprint(file);
    if (found === seen) return;
    seen = found;
    onChange();
  };
  // The folder is watched, not the file: editors rename a new file over the old one, and a Kubernetes ConfigMap is a link to
  // a folder that is exchanged, so that no event ever names the file itself.
  const watcher: FSWatcher = watch(path.dirname(file), { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLE_MS);
  });
  watcher.on("error", onBlind);
  const poll = setInterval(look, pollMs).unref();
  return {
    close() {
      clearInterval(poll);
      clearTimeout(timer);
      watcher.close();
    },
  };
}

/** What a file says, in short; undefined while it cannot be read. */
function fingerprint(file: string): string | undefined {
  try {
    return hash("sha256", readFileSync(file));
  } catch {
    return undefined;
  }
}
