import type { ChildProcess } from "node:child_process";
import diagnostics from "node:diagnostics_channel";
import { onTestFinished } from "vitest";

/** Grows by every process that this one starts until the test ends, as Node's own channel tells of them. */
export function startedProcesses(): ChildProcess[] {
  const started: ChildProcess[] = [];
  const onStart = (message: unknown) => started.push((message as { process: ChildProcess }).process);
  diagnostics.subscribe("child_process", onStart);
  onTestFinished(() => {
    diagnostics.unsubscribe("child_process", onStart);
  });
  return started;
}

export const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;
