import { type SaxesAttributePlain, SaxesParser, type SaxesTagPlain } from "saxes";
import { FIXED } from "../limits.ts";
import { Refusal, refusals } from "../refusal.ts";
import type { Archive } from "./archive.ts";

export type Attributes = Readonly<Record<string, string>>;

/** Names come without their prefix: Word writes `w:p`, other programs write `p` or `x:p`. */
export type XmlHandler = {
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
};

const localName = (name: string) => name.slice(name.indexOf(":") + 1);

/** An attribute by its local name, whatever its prefix; one without a prefix wins. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (attributes[name] !== undefined) return attributes[name];
  const key = Object.keys(attributes).find((each) => each.endsWith(`:${name}`));
  return key === undefined ? undefined : attributes[key];
}

/** The id of a relationship (`r:id`), which may stand beside an `id` of another meaning. */
export function relationshipId(attributes: Attributes): string | undefined {
  const key = Object.keys(attributes).find((each) => each.endsWith(":id"));
  return key === undefined ? undefined : attributes[key];
}

const broken = (cause?: unknown) => new Refusal(refusals.broken("Office document"), cause);

function createParser(handler: XmlHandler): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  parser.on("error", (error) => {
    throw broken(error);
  });
  // Office writes no document type; one that is there wants entities expanded or files fetched.
  parser.on("doctype", () => {
    throw broken();
  });
  parser.on("opentag", (tag: SaxesTagPlain) => {
    if (++depth > FIXED.xmlDepthMax) throw broken();
    handler.open?.(localName(tag.name), tag.attributes as Record<string, SaxesAttributePlain["value"]>);
  });
  parser.on("closetag", (tag) => {
    depth--;
    handler.close?.(localName(tag.name));
  });
  const onText = (text: string) => handler.text?.(text);
  parser.on("text", onText);
  parser.on("cdata", onText);
  return parser;
}

/** The bytes tell their encoding by a mark; without one XML is UTF-8 (XML 1.0, 4.3.3). */
function decoderFor(first: Uint8Array) {
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder("utf-16le", { fatal: true });
  if (first[0] === 0xfe && first[1] === 0xff) return new TextDecoder("utf-16be", { fatal: true });
  return new TextDecoder("utf-8", { fatal: true });
}

/**
 * Reads one XML file of an archive as it is unpacked, and yields after each step, so that a reader which has enough can stop.
 * Throws a `Refusal` for XML that is not well-formed, nests deeper than any Office file does, or declares a document type.
 */
export function* parseSteps(archive: Archive, name: string, handler: XmlHandler): Generator<void> {
  const parser = createParser(handler);
  let decoder: ReturnType<typeof decoderFor> | undefined;
  try {
    for (const chunk of archive.chunks(name)) {
      decoder ??= decoderFor(chunk);
      parser.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    parser.write(decoder?.decode() ?? "").close();
  } catch (error) {
    // The decoder throws a TypeError for bytes that are no text.
    throw error instanceof TypeError ? broken(error) : error;
  }
  yield;
}

export function parseXml(archive: Archive, name: string, handler: XmlHandler): void {
  for (const _ of parseSteps(archive, name, handler));
}
