import { statfsSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";

const FULL_BYTES = 8 * 1024 * 1024;

/** Something the person at the terminal can act on: `message` is one sentence, shown as it is, without a stack. */
export class Sentence extends Error {}

const registry = (log) => {
  const url = /https?:\/\/[^\s"'()<>]+/.exec(log)?.[0];
  return url ? ` ${new URL(url).origin}` : "";
};
const file = (log) => /(?:denied|permitted|read-only)[^\n]*?['"`]([^'"`\n]+)['"`]/i.exec(log)?.[1];

const DISK_FULL = "the disk is full: free some space, then run it again";

/** Asked beside reading the output: on a full disk some tools fail without a word about it. */
function isDiskFull() {
  return [fileURLToPath(new URL(".", import.meta.url)), os.homedir(), os.tmpdir()].some((folder) => {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize < FULL_BYTES;
    } catch {
      return false;
    }
  });
}

/** The first pattern that matches decides; npm and pnpm name the cause by these codes, in whatever language. */
const reasons = [
  [/ENOSPC|no space left on device/i, () => DISK_FULL],
  [
    /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_|invalid peer certificate|self.signed certificate/i,
    (log) =>
      `the certificate of the package registry${registry(log)} is not trusted: name your company's in NODE_EXTRA_CA_CERTS`,
  ],
  [
    /\bE40[13]\b|40[13] (Unauthorized|Forbidden)|FETCH_40[13]/,
    (log) =>
      `the package registry${registry(log)} refused us: sign in with npm login, or name another with npm config`,
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ERR_SOCKET|connection refused|dns error|error sending request|META_FETCH_FAIL/i,
    (log) =>
      `the package registry${registry(log)} does not answer: check the network, or name another with npm config set registry <url>`,
  ],
  [
    /\bE404\b|ETARGET|FETCH_404|NO_MATCHING_VERSION/,
    (log) =>
      `the package registry${registry(log)} lacks a package: name another with npm config set registry <url>`,
  ],
  [
    /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    (log) => `${file(log) ?? "a folder it needs"} is not writable: make it yours, then run it again`,
  ],
  [
    /OUTDATED_LOCKFILE|FROZEN_LOCKFILE|LOCKFILE_CONFIG_MISMATCH/,
    () =>
      "pnpm-lock.yaml no longer fits the package.json files: run pnpm install once and commit the lockfile",
  ],
];

/** One sentence for a step that failed: what happened, what to do, where the full output is. */
export function failedStep(title, output, logName) {
  const text = output.replace(/\s+/g, " "); // pnpm breaks its lines in the middle of a phrase.
  const reason = reasons.find(([pattern]) => pattern.test(text));
  const why = isDiskFull() ? DISK_FULL : reason ? reason[1](text) : "its output says why";
  const subject = title.charAt(0).toUpperCase() + title.slice(1);
  return new Sentence(`${subject} failed: ${why} (full output: ${logName}).`);
}

/** The same for our own writing; undefined for an error that is no matter of folders. */
export function unwritable(folder, error) {
  const code = error?.code;
  if (code === "ENOSPC") return new Sentence("The disk is full: free some space, then run it again.");
  if (!["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code)) return undefined;
  return new Sentence(
    `The folder ${folder} is not writable (${code}): make it yours or copy the checkout elsewhere.`,
  );
}
