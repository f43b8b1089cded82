import { admitArchive } from "../archive/admit-archive.ts";
import type { DocumentAnswer, DocumentAsk } from "../document.ts";
import { extract } from "../extract.ts";
import { LIMITS } from "../limits.ts";
import { sniff } from "../sniff.ts";

/** Reads one of our own samples on this thread, without limits: what comes out is the same, and sooner. Throws the refusal's sentence. */
export async function readHere(name: string, bytes: Buffer, ask: DocumentAsk = {}): Promise<DocumentAnswer> {
  const { find, offset = 0, maxCharacters = LIMITS.charactersDefault, ...selection } = ask;
  const kind = sniff(bytes, name);
  const archive = kind === "zip" ? admitArchive(bytes, LIMITS) : undefined;
  const outcome = await extract({
    kind: archive?.kind ?? (kind as Exclude<typeof kind, "zip">),
    input: archive ? { files: archive.files } : { bytes: new Uint8Array(bytes) },
    selection: { ...selection, isSearch: find !== undefined },
    window: { offset, maxCharacters, find },
    outlineEntriesMax: LIMITS.outlineEntriesMax,
  });
  if ("answer" in outcome) return outcome.answer;
  throw new Error("refusal" in outcome ? outcome.refusal.message : outcome.failure);
}
