import { crc32, deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { openArchive } from "./archive.ts";
import { parseXml } from "./xml.ts";

const MiB = 1024 * 1024;

/** A packed file that claims what it likes. */
function packed(content: Buffer, claims: { bytes?: number; crc?: number } = {}) {
  return {
    name: "a.xml",
    isDeflated: true,
    crc: crc32(content),
    bytes: content.length,
    packed: deflateRawSync(content),
    ...claims,
  };
}

const unpack = (file: ReturnType<typeof packed>) => Buffer.concat([...openArchive([file]).chunks("a.xml")]);

test("unpacks what was packed", () => {
  const content = Buffer.from("words ".repeat(50_000));
  expect(unpack(packed(content)).equals(content)).toBe(true);
});

test("stops at the first step beyond the size that the directory declares", () => {
  const file = packed(Buffer.alloc(200 * MiB), { bytes: 1_000 });
  const before = process.memoryUsage().arrayBuffers;
  expect(() => unpack(file)).toThrow(/would unpack to far more/);
  // One step of packed bytes yields at most 1,032 times as many, and the inflater grows its buffer by doubling.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * MiB);
});

test.each([
  ["a size that is too large", { bytes: 100 }],
  ["a wrong checksum", { crc: 1 }],
])("does not accept %s", (_, claims) => {
  expect(() => unpack(packed(Buffer.from("words"), claims))).toThrow(/damaged or incomplete/);
});

const parse = (xml: string | Buffer) => {
  const texts: string[] = [];
  parseXml(openArchive([packed(Buffer.from(xml))]), "a.xml", { text: (text) => texts.push(text) });
  return texts.join("");
};

test("reads XML in UTF-8 and in UTF-16", () => {
  expect(parse("<a>Tomás &amp; Mei</a>")).toBe("Tomás & Mei");
  expect(parse(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("<a>Tomás</a>", "utf16le")]))).toBe(
    "Tomás",
  );
});

test.each([
  ["a document type, and with it every entity", '<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'],
  ["an entity that nobody declared", "<a>&b;</a>"],
  ["what is not well-formed", "<a><b></a>"],
  ["an end that is missing", "<a>words"],
  ["bytes that are no text", Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xff])],
  ["nesting beyond any sense", `${"<a>".repeat(300)}${"</a>".repeat(300)}`],
])("refuses %s", (_, xml) => {
  expect(() => parse(xml)).toThrow(/damaged or incomplete/);
});
