import { spawn } from "node:child_process";
import { once } from "node:events";
import os from "node:os";

/** Ends what it watches when this process dies, even of SIGKILL. `close` dismisses it without ending anything. */
export interface Guard {
  watch(pid: number): void;
  close(): Promise<void>;
}

/**
 * A shell that reads process numbers from a pipe only this process holds. When we die, however we die, the kernel
 * closes the pipe and the shell sends the signal. In a session of its own, so that Ctrl-C at the terminal passes it by.
 */
export function openGuard(signal: "TERM" | "INT"): Guard {
  if (process.platform === "win32") return { watch() {}, close: async () => {} };
  const script = `while read -r pid; do watched="$watched $pid"; done; kill -${signal} $watched`;
  const shell = spawn("/bin/sh", ["-c", script], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: os.tmpdir(),
  });
  shell.on("error", () => {}); // Without a shell an orphan is ended by the next start.
  shell.stdin.on("error", () => {});
  shell.unref();
  if ("unref" in shell.stdin) (shell.stdin as unknown as { unref(): void }).unref();
  return {
    watch: (pid) => void shell.stdin.write(`${pid}\n`),
    async close() {
      if (shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined) return;
      shell.ref();
      const ended = once(shell, "exit");
      shell.kill("SIGKILL");
      await ended;
    },
  };
}
