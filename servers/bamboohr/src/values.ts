/** Letters and digits alone, without accents and capitals: `Tomás O'Neil` and `tomas oneil` are the same. */
export const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@.]+/gu, " ")
    .trim();
