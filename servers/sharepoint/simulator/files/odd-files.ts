import { deflateRawSync } from "node:zlib";
import type { DocumentContent } from "@gatehouse/demo";
import { type Content, plannedContent } from "./content.ts";
import { makeFile } from "./make-file.ts";

const oleSignature = Buffer.from("D0CF11E0A1B11AE1", "hex");
const sectorBytes = 512;

/** An OLE container with these entries in its directory: the shape of legacy Office files and of encrypted new ones. */
function oleContainer(entries: string[], body: string): Buffer {
  const header = Buffer.alloc(sectorBytes);
  oleSignature.copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  const directory = Buffer.alloc(sectorBytes * 2);
  for (const [index, name] of ["Root Entry", ...entries].entries()) {
    directory.write(name, index * 128, "utf16le");
    directory.writeUInt16LE((name.length + 1) * 2, index * 128 + 64);
    directory[index * 128 + 66] = index === 0 ? 5 : 2;
  }
  return Buffer.concat([header, directory, Buffer.from(body, "utf16le"), Buffer.alloc(16 * sectorBytes)]);
}

/** What Office writes for a document with a password, and the rights service for a protected one. */
export const encryptedDocument = (): Buffer => oleContainer(["EncryptionInfo", "EncryptedPackage"], "");

/** A Word document of before 2007; Graph can turn it into PDF, hence the plan. */
export function legacyDocument(plan: () => DocumentContent): Content {
  const { words } = plannedContent("legacy.txt", plan);
  const bytes = async () =>
    oleContainer(["WordDocument", "1Table"], (await makeFile("legacy.txt", plan())).toString());
  return { plan, words, bytes };
}

/** A file of this size that begins like a PDF and holds nothing else of use. */
export function filler(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes, 0x20);
  buffer.write("%PDF-1.4\n");
  buffer.write("\n%%EOF\n", bytes - 7);
  return buffer;
}

const bombBytes = 105 * 1_024 * 1_024;

/** A small zip named like a document whose one part unpacks to 105 MB. */
export function archiveBomb(): Buffer {
  const name = Buffer.from("word/document.xml");
  const packed = deflateRawSync(Buffer.alloc(bombBytes, 0x20), { level: 1 });
  const fields = (signature: number, isCentral: boolean): Buffer => {
    const header = Buffer.alloc(isCentral ? 46 : 30);
    const at = isCentral ? 2 : 0;
    header.writeUInt32LE(signature, 0);
    if (isCentral) header.writeUInt16LE(20, 4);
    header.writeUInt16LE(20, 4 + at);
    header.writeUInt16LE(8, 8 + at);
    // The checksum stays 0: whoever unpacks far enough to compare it has read too much already.
    header.writeUInt32LE(packed.length, 18 + at);
    header.writeUInt32LE(bombBytes, 22 + at);
    header.writeUInt16LE(name.length, 26 + at);
    return header;
  };
  const local = Buffer.concat([fields(0x04034b50, false), name, packed]);
  const central = Buffer.concat([fields(0x02014b50, true), name]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
