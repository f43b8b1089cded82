import { type DocumentAnswer, type DocumentAsk, readDocument } from "@gatehouse/documents";
import { ToolError } from "@gatehouse/tool";
import type { Downloads } from "@gatehouse/upstream";
import type { Calls } from "./calls.ts";
import { contentOf, type Item, labelOf } from "./items.ts";
import { LIMITS } from "./limits.ts";
import { extensionOf } from "./values.ts";

/** Old formats, which SharePoint itself turns into PDF (reference, 5.2 and 10). */
const CONVERTED = new Set("doc xls ppt pot pps rtf odt ods odp".split(" "));

type Options = {
  downloads: Downloads;
  bytesMax: number;
  /** Ids of sensitivity labels whose files may be read all the same; `*` for any, which then are not asked for. */
  readableLabels: readonly string[];
};

/** One reading of one file, whose item was read just before under the same identity. */
export type Reading = {
  calls: Calls;
  /** Whose rights: a person's own, or the service's. */
  identity: string;
  item: Item;
  /** An earlier version instead of the present one. */
  version?: string | undefined;
  ask?: DocumentAsk;
  signal: AbortSignal;
};

type Look = { label: string | undefined; obstacle: ToolError | undefined };

/** Contents of files, as text. Bytes are kept for the next part of the same file, never across identities. */
export function createFiles({ downloads, bytesMax, readableLabels }: Options) {
  const cache = byteCache(LIMITS.cacheBytes);

  async function bytesOf(
    { calls, identity, item, version, signal }: Reading,
    asPdf: boolean,
  ): Promise<Buffer> {
    const { driveId, id: itemId, cTag } = item;
    const key = JSON.stringify([identity, driveId, itemId, cTag, version ?? null, asPdf]);
    const kept = cTag === undefined ? undefined : cache.get(key);
    if (kept) return kept;
    const lies = await contentOf(calls, { driveId, itemId, version, asPdf, signal });
    const bytes = await downloads.download(lies, { caller: calls.caller, signal });
    if (cTag !== undefined) cache.set(key, bytes);
    return bytes;
  }

  /** The file's label, and why it cannot be read as text; both absent where nothing is known against it. */
  async function look(calls: Calls, item: Item, signal: AbortSignal): Promise<Look> {
    const obstacle = refusalOf(item, bytesMax);
    if (obstacle || readableLabels.includes("*")) return { label: undefined, obstacle };
    const label = await labelOf(calls, item, signal);
    const isKept = label !== undefined && !readableLabels.includes(label);
    return {
      label,
      obstacle: isKept
        ? notReadable(
            "not_allowed",
            "This file carries a sensitivity label, which keeps its content in SharePoint",
            OPEN_IT,
          )
        : undefined,
    };
  }

  return {
    look,
    async read(reading: Reading): Promise<DocumentAnswer> {
      const { calls, item, ask, signal } = reading;
      const { obstacle } = await look(calls, item, signal);
      if (obstacle) throw obstacle;
      // An earlier version is not converted: whether SharePoint would is not documented.
      const asPdf = reading.version === undefined && CONVERTED.has(extensionOf(item.name));
      const bytes = await bytesOf(reading, asPdf);
      const name = asPdf ? `${item.name}.pdf` : item.name;
      const answer = await readDocument({
        name,
        bytes,
        ask,
        limits: { bytesMax },
        person: calls.caller.id,
        signal,
      });
      return { ...answer, warnings: [...warningsOf(item, asPdf), ...answer.warnings] };
    },
  };
}

/** What the item itself says against reading it. */
function refusalOf({ kind, size = 0, hasMalware }: Item, bytesMax: number): ToolError | undefined {
  if (kind === "folder")
    return notReadable("invalid_input", "This is a folder", "List it with sharepoint_list_folder.");
  if (kind === "package") return notReadable("invalid_input", "This is a notebook or the like", OPEN_IT);
  if (kind === "shortcut")
    return notReadable(
      "invalid_input",
      "This is a shortcut to another library",
      "Give the place it leads to.",
    );
  if (hasMalware)
    return notReadable("not_allowed", "SharePoint has found malware in this file", "Tell IT security.");
  if (size <= bytesMax) return undefined;
  const what = `This file has ${megabytes(size)} MB, and files of up to ${megabytes(bytesMax)} MB are read`;
  return notReadable("not_allowed", what, OPEN_IT);
}

const OPEN_IT = "Open it in SharePoint: sharepoint_get_document_info gives its url.";

const notReadable = (code: "invalid_input" | "not_allowed", what: string, next: string) =>
  new ToolError(code, `${what}; its content was not read.`, { next });

const megabytes = (bytes: number): number => Math.ceil(bytes / (1024 * 1024));

function* warningsOf({ checkedOutBy }: Item, asPdf: boolean): Iterable<string> {
  if (checkedOutBy !== undefined)
    yield "The file is checked out: this is its last checked-in state, without what is being changed now.";
  if (asPdf) yield "An old format, read through SharePoint's conversion to PDF: its layout may differ.";
}

/** Keeps so many bytes in all; the longest unused go first. */
export function byteCache(bytesMax: number) {
  const kept = new Map<string, Buffer>();
  let bytes = 0;
  return {
    get(key: string): Buffer | undefined {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found;
    },
    set(key: string, value: Buffer): void {
      if (value.length > bytesMax) return;
      bytes += value.length - (kept.get(key)?.length ?? 0);
      kept.delete(key);
      kept.set(key, value);
      for (const [oldest, { length }] of kept) {
        if (bytes <= bytesMax) break;
        kept.delete(oldest);
        bytes -= length;
      }
    },
  };
}
