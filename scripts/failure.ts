/** Something the person at the terminal can act on: `message` is one sentence, shown as it is, without a stack. */
export class Failure extends Error {
  override name = "Failure";
}

/** The sentence for a file that cannot be written; any other error comes back as it is. */
export function explained(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return new Failure("The disk is full: free some space, then run it again.");
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new Failure(`${path ?? "A folder"} is not writable (${code}): make it yours, then run it again.`);
  return error;
}
