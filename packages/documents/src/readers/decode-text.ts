/** Bytes as text: by its mark, else UTF-8, else the Western European code page that old Windows programs write. */
export function decodeText(bytes: Uint8Array): { text: string; isGuess: boolean } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder("utf-16le").decode(bytes), isGuess: false };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { text: new TextDecoder("utf-16be").decode(bytes), isGuess: false };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), isGuess: false };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), isGuess: true };
  }
}

export const GUESS_WARNING =
  "The text is not UTF-8; it was read as Windows-1252, so some letters may be wrong.";
