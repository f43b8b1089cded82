/** Where a write can be held on its way, by the account it is about. */
export type Place =
  | "looked" //   a preview has been answered, and the answer has not reached the gateway
  | "asked" //    a commit has left the gateway and has not reached the system
  | "accepted" // the system works on it and has changed nothing yet
  | "answered"; // it has happened, and the answer has not reached the gateway

type Fate = "pass" | "drop";

/** Holds writes at places, and tells when they are there. */
export type Holds = {
  /** From now on whatever comes by there for these accounts waits. */
  set(place: Place, accounts: readonly string[]): void;
  /** For whoever stands at the place: waits for its fate. At once where nobody holds it. */
  at(place: Place, account: string): Promise<Fate>;
  /** Resolves once something for each of these accounts waits there. */
  whenThere(place: Place, accounts: readonly string[]): Promise<void>;
  /** Lets go of whatever waits or comes by there for them. */
  release(fate: Fate): void;
};

const PATIENCE_MS = 10_000;

type Hold = { arrived: PromiseWithResolvers<void>; fate: PromiseWithResolvers<Fate> };

export function openHolds(): Holds {
  const held = new Map<string, Hold>();
  const key = (place: Place, account: string) => `${place} ${account}`;
  return {
    set(place, accounts) {
      for (const account of accounts)
        held.set(key(place, account), { arrived: Promise.withResolvers(), fate: Promise.withResolvers() });
    },
    async at(place, account) {
      const hold = held.get(key(place, account));
      hold?.arrived.resolve();
      return hold === undefined ? "pass" : hold.fate.promise;
    },
    async whenThere(place, accounts) {
      const all = Promise.all(accounts.map((account) => held.get(key(place, account))?.arrived.promise));
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error(`never came to be: all ${place}`)), PATIENCE_MS);
      await Promise.race([all, late.promise]).finally(() => clearTimeout(timer));
    },
    release(fate) {
      for (const hold of held.values()) hold.fate.resolve(fate);
      held.clear();
    },
  };
}
