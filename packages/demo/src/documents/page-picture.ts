import { crc32 } from "node:zlib";
import { zlibSync } from "fflate";

const WIDTH = 298;
const HEIGHT = 421;
const MARGIN = 28;
const LINE_HEIGHT = 10;
const LETTER_WIDTH = 3;
const PAPER = 0xf4;
const INK = 0x30;

/** Bars as long as the words: enough to look like a page from afar. */
function drawLines(texts: readonly string[]): Uint8Array {
  // Each row of a PNG begins with the number of its filter; 0 is none (PNG 9.2).
  const stride = WIDTH + 1;
  const pixels = new Uint8Array(stride * HEIGHT).fill(PAPER);
  for (let row = 0; row < HEIGHT; row++) pixels[row * stride] = 0;
  let x = MARGIN;
  let y = MARGIN;
  for (const text of texts) {
    for (const word of text.split(/\s+/)) {
      const width = Math.min(word.length * LETTER_WIDTH, WIDTH - 2 * MARGIN);
      if (x + width > WIDTH - MARGIN) {
        x = MARGIN;
        y += LINE_HEIGHT;
      }
      if (y + LINE_HEIGHT > HEIGHT - MARGIN) return pixels;
      for (let row = y; row < y + LINE_HEIGHT / 2; row++) {
        pixels.fill(INK, row * stride + 1 + x, row * stride + 1 + x + width);
      }
      x += width + LETTER_WIDTH;
    }
    x = MARGIN;
    y += 2 * LINE_HEIGHT;
  }
  return pixels;
}

/** A chunk is length, type, data and a checksum over the last two (PNG 5.3). */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** A grey PNG of one page. */
export function pagePicture(texts: readonly string[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header[8] = 8; // Bits a pixel; the colour type after it stays 0, grey.
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", zlibSync(drawLines(texts), { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}
