import { existsSync } from "node:fs";
import { dirname } from "node:path";

/** Something the person at the terminal can act on: `message` is one sentence, shown as it is, without a stack. */
export class Failure extends Error {
  override name = "Failure";
}

/** The sentence for a file that cannot be written; any other error comes back as it is. */
export function explained(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  // Of a file that could not even be made, the folder is what somebody can mend.
  const place = path === undefined || existsSync(path) ? path : dirname(path);
  if (code === "ENOSPC") return new Failure("The disk is full: free some space, then run it again.");
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new Failure(`${place ?? "A folder"} is not writable (${code}): make it yours, then run it again.`);
  if (code === "ENOTDIR" || code === "EEXIST")
    return new Failure(
      `${place ?? "A file"} stands where a folder belongs (${code}): move it, then run it again.`,
    );
  return error;
}
