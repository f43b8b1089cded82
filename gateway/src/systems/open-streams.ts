import { LIMITS } from "../limits.ts";
import { WireError } from "../protocol/wire-error.ts";

/** Keeps each person to a few open change streams: every one holds a connection to its system for as long as it lasts. */
export function openStreams(most: number = LIMITS.streamsPerPerson) {
  const open = new Map<string, number>();
  return async <T>(personId: string, stream: () => Promise<T>): Promise<T> => {
    const before = open.get(personId) ?? 0;
    if (before >= most)
      throw new WireError("rate_limited", `You have ${most} streams of changes open; close one first.`);
    open.set(personId, before + 1);
    try {
      return await stream();
    } finally {
      const left = (open.get(personId) ?? 1) - 1;
      if (left > 0) open.set(personId, left);
      else open.delete(personId);
    }
  };
}
