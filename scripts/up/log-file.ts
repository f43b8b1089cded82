import { copyFileSync, existsSync, readFileSync, renameSync, statSync, truncateSync } from "node:fs";
import path from "node:path";

const START_BYTES_MAX = 5 * 1024 * 1024;
const RUNNING_BYTES_MAX = 50 * 1024 * 1024;

/** Puts a log that has grown aside before a start, as `<name>.log.1`, over the one put aside before. */
export function rotateLog(file: string): void {
  if (sizeOf(file) > START_BYTES_MAX) renameSync(file, `${file}.1`);
}

/** The same while a program writes: it appends to an open file, so the file is copied and emptied instead of moved. */
export function boundLog(file: string): void {
  if (sizeOf(file) <= RUNNING_BYTES_MAX) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

export const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/** What was written since `offset`, by line, without empty ones. */
export function linesSince(file: string, offset: number): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file).subarray(offset).toString().split("\n");
  return lines.filter((line) => line.trim() !== "");
}

/**
 * The last thing a program said, fit for one sentence: the message of a JSON line, else the line itself. Of a crash
 * that is the error, not its stack or Node's own lines around it.
 */
export function lastWords(file: string, offset = 0): string {
  const line = linesSince(file, offset).findLast((one) => !/^\s|^Node\.js v|^[{}]$/.test(one));
  const words = (messageOf(line) ?? line ?? "it said nothing").trim();
  return words.replace(/^[a-z-]+: |\.$/g, "").slice(0, 400);
}

/** As a person at the root of the checkout would write it. */
export function shownPath(root: string, file: string): string {
  const relative = path.relative(root, file);
  return relative === "" || relative.startsWith("..") ? file : relative;
}

function messageOf(line: string | undefined): string | undefined {
  try {
    const { msg, message, error } = JSON.parse(line ?? "");
    return [msg, message, error].find((text) => typeof text === "string");
  } catch {
    return undefined;
  }
}
