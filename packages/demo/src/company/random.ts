/** A reproducible source of choices: the same seed gives the same sequence on every machine. */
export type Random = {
  /** A number from 0 (included) to 1 (excluded). */
  fraction(): number;
  /** A whole number, both ends included. */
  integer(lowest: number, highest: number): number;
  pick<Item>(items: readonly Item[]): Item;
  isTrue(probability: number): boolean;
  /** An amount of money, mostly near the lower end, as invoices and orders are; two decimals. */
  amount(lowest: number, highest: number): number;
  shuffled<Item>(items: readonly Item[]): Item[];
};

/** Turns a text into a 32 bit start value (FNV-1a). */
function hash(seed: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) {
    value = Math.imul(value ^ seed.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** Deterministic and fast, unfit for secrets (mulberry32). Give each subject its own seed, so that one more draw moves nobody else. */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (lowest: number, highest: number) =>
    lowest + Math.floor(fraction() * (highest - lowest + 1));
  return {
    fraction,
    integer,
    pick: (items) => {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to pick from in an empty list.");
      return item;
    },
    isTrue: (probability) => fraction() < probability,
    amount: (lowest, highest) => Math.round(lowest * (highest / lowest) ** fraction() * 100) / 100,
    shuffled: (items) => {
      const copy = [...items];
      for (let index = copy.length - 1; index > 0; index--) {
        const other = integer(0, index);
        [copy[index], copy[other]] = [
          copy[other] as (typeof copy)[number],
          copy[index] as (typeof copy)[number],
        ];
      }
      return copy;
    },
  };
}
