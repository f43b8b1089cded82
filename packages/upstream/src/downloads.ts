import { type Caller, ToolError } from "@gatehouse/tool";
import { Agent } from "undici";
import { accountLimits } from "./account-limits.ts";
import { LIMITS } from "./limits.ts";
import { retryAfterMs } from "./retry-after.ts";
import { flat, isSafe, OversizeError, whole } from "./send.ts";

/** From where files may come, and how large one may be. */
export type DownloadOptions = {
  /** Product name for messages. */
  title: string;
  /** Hosts by exact name, with a port where it is not the usual one, or by suffix such as `.sharepoint.com`. */
  allowedHosts: readonly string[];
  bytesMax: number;
  timeoutMs?: number;
};

export type Downloads = ReturnType<typeof createDownloads>;

/**
 * Fetches files by the addresses that a vendor hands out for a moment. Such an address is itself a credential: it goes
 * with no token of ours, only to a host from configuration, is not followed elsewhere, and stands in no error. A file is
 * asked for once; few are held at the same time, shared fairly among people.
 */
export function createDownloads(options: DownloadOptions) {
  const { title, allowedHosts, bytesMax, timeoutMs = LIMITS.downloadMs } = options;
  const agent = new Agent({ connections: LIMITS.downloadsMax });
  const limits = accountLimits({
    title,
    concurrency: LIMITS.downloadsMax,
    perPerson: LIMITS.downloadsPerPerson,
    queueMs: LIMITS.downloadQueueMs,
  });

  async function fetchFile({ origin, pathname, search }: URL, whileWanted: AbortSignal): Promise<Buffer> {
    const signal = AbortSignal.any([whileWanted, AbortSignal.timeout(timeoutMs)]);
    const answer = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method: "GET",
      signal,
      // The signal is the one clock; undici's own would fire at times nobody configured.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const headers = flat(answer.headers);
    if (answer.statusCode !== 200) {
      // The connection goes with the body: what a refusal says is not worth reading.
      answer.body.on("error", () => undefined).destroy();
      throw refused(title, answer.statusCode, retryAfterMs(headers));
    }
    if (Number(headers["content-length"]) > bytesMax) {
      answer.body.on("error", () => undefined).destroy();
      throw new OversizeError();
    }
    return whole(answer.body, bytesMax);
  }

  return {
    /** The file's bytes. Throws `not_allowed` for another host, `invalid_input` for a file beyond the bound. */
    async download(
      url: string,
      { caller, signal }: { caller: Caller; signal: AbortSignal },
    ): Promise<Buffer> {
      const at = URL.canParse(url) ? new URL(url) : undefined;
      if (at === undefined || !isSafe(at) || at.username + at.password !== "" || !isAllowed(at, allowedHosts))
        throw new ToolError(
          "not_allowed",
          `${title} names a place for this file that Gatehouse may not read from; nothing was read.`,
          { next: `Ask IT to check from which hosts files of ${title} may come.` },
        );
      return limits.run({ person: caller.id, risk: "read", signal }, () =>
        fetchFile(at, signal).catch((error: unknown) => {
          throw failed(title, error, bytesMax);
        }),
      );
    },
    close: () => agent.close(),
  };
}

/** `host` has the port where it is not the scheme's own. A suffix allows names below it, on the usual port alone. */
const isAllowed = ({ host, port }: URL, allowed: readonly string[]): boolean =>
  allowed.some((entry) => (entry.startsWith(".") ? port === "" && host.endsWith(entry) : host === entry));

function refused(title: string, status: number, waitMs: number | undefined): ToolError {
  const cause = { status };
  if (status === 401 || status === 403)
    return new ToolError("not_allowed", `${title} does not hand out this file; nothing was read.`, { cause });
  if (status === 404 || status === 410)
    return new ToolError("not_found", `${title} no longer has this file where it was; nothing was read.`, {
      cause,
    });
  if (status === 429)
    return new ToolError("rate_limited", `${title} hands out no more files at the moment; none was read.`, {
      cause,
      retryAfterSeconds: Math.max(1, Math.ceil((waitMs ?? 1_000) / 1_000)),
    });
  return unavailable(title, cause);
}

function failed(title: string, error: unknown, bytesMax: number): ToolError {
  if (error instanceof ToolError) return error;
  if (error instanceof OversizeError)
    return new ToolError(
      "invalid_input",
      `The file is larger than ${Math.floor(bytesMax / 1_048_576)} MB; it was not read.`,
      { next: `Open it in ${title}.` },
    );
  // A message may quote the address, so of a failure on the way only its kind is kept.
  const { name, code } = error as { name?: unknown; code?: unknown };
  return unavailable(title, { name: String(name), code: String(code) });
}

const unavailable = (title: string, cause: unknown) =>
  new ToolError("upstream_unavailable", `${title} did not hand out the file; nothing was returned.`, {
    cause,
  });
