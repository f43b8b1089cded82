const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const checkLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
/** Characters four and five of an id name the instance that made it. */
const instance = "Kb";

/** The 18 character form of a 15 character id: three letters that say which of the others are upper case. */
function withCheck(id: string): string {
  let check = "";
  for (const start of [0, 5, 10]) {
    let bits = 0;
    for (let offset = 0; offset < 5; offset++) {
      if (/[A-Z]/.test(id[start + offset] ?? "")) bits |= 1 << offset;
    }
    check += checkLetters[bits];
  }
  return id + check;
}

/** The id of the `count`-th record below an object's three character prefix. */
export function makeId(prefix: string, count: number): string {
  let digits = "";
  for (let rest = count; digits.length < 10; rest = Math.floor(rest / 62))
    digits = letters.charAt((rest + 52) % 62) + digits;
  return withCheck(prefix + instance + digits);
}

/** The 18 character form of either form; undefined when the text is no id. */
export function readId(text: string): string | undefined {
  if (!/^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(text)) return undefined;
  const id = withCheck(text.slice(0, 15));
  return text.length === 15 || text === id ? id : undefined;
}
