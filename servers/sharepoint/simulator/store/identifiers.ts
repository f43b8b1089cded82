import { hash } from "node:crypto";

/** Twenty bytes from a text, the same every time: everything that has an id gets it from its place in the seed. */
export const digestOf = (seed: string): Buffer => hash("sha1", seed, "buffer");

export function guidFrom(bytes: Buffer): string {
  const hex = bytes.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export const guidOf = (seed: string): string => guidFrom(digestOf(seed));

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `01` and twenty bytes in base32: 34 characters, as item ids are. */
export function itemIdFrom(bytes: Buffer): string {
  let id = "01";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += letters[(held >> bits) & 31];
    }
  }
  return id;
}

/** The seed of an item: its library and where it stood there at first. */
export const itemSeed = (libraryId: string, path: string): string => `item ${libraryId} ${path}`;
export const itemIdOf = (libraryId: string, path: string): string =>
  itemIdFrom(digestOf(itemSeed(libraryId, path)));

const bytesOf = (guid: string) => Buffer.from(guid.replaceAll("-", ""), "hex");

/** `b!` and the three ids that name a library, in base64url. */
export const driveIdOf = (collectionId: string, webId: string, listId: string): string =>
  `b!${Buffer.concat([bytesOf(collectionId), bytesOf(webId), bytesOf(listId)]).toString("base64url")}`;

/** How a link is named where an id is expected. */
export const shareIdOf = (url: string): string => `u!${Buffer.from(url).toString("base64url")}`;

/** The link behind such a name; undefined when it is none. */
export const linkOf = (shareId: string): string | undefined =>
  shareId.startsWith("u!") ? Buffer.from(shareId.slice(2), "base64url").toString() : undefined;

/** A direct grant is named by the claim of the person it is for. */
export const personGrantId = (email: string): string =>
  Buffer.from(`i:0#.f|membership|${email}`).toString("base64");
