import { ToolError } from "@gatehouse/tool";
import type { McpClient } from "./mcp-client.ts";

/** One person's conversation, open or opening, and how many calls it has under way. */
export type Held = { opening: Promise<McpClient>; calls: number; usedAt: number; isEnded: boolean };

/** Conversations with one server by person. */
export type HeldSessions = {
  /** This person's, for one call more; opened where there is none. Whoever takes it gives it back. */
  take(person: string): Held;
  giveBack(one: Held): void;
  /** Nobody gets it any more; it is closed once the last call on it is through. */
  end(person: string, one: Held): void;
  /** Of this person, or of everybody. */
  endAll(person?: string): void;
  close(): Promise<void>;
};

type Options = { most: number; title: string; idleMs: number };

const LOOK_MS = 30_000;

/** At most `most` at once: the longest unused makes room, and where all are in use the next person is turned away. */
export function heldSessions(open: () => Promise<McpClient>, { most, title, idleMs }: Options): HeldSessions {
  // In the order of their last use: a Map keeps the order in which its keys came.
  const held = new Map<string, Held>();
  const closing = new Set<Promise<void>>();

  const letGo = ({ opening }: Held) => {
    const closed = opening
      .then((session) => session.close())
      .catch(() => undefined)
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const end = (person: string, one: Held) => {
    if (held.get(person) === one) held.delete(person);
    if (one.isEnded) return;
    one.isEnded = true;
    if (one.calls === 0) letGo(one);
  };
  const endAll = (person?: string) => {
    for (const [id, one] of held) if (person === undefined || id === person) end(id, one);
  };
  const makeRoom = () => {
    if (held.size < most) return;
    const idle = [...held].find(([, { calls }]) => calls === 0);
    if (idle === undefined)
      throw new ToolError(
        "rate_limited",
        `Too many people are using ${title} right now; nothing was called.`,
      );
    end(...idle);
  };
  const watch = setInterval(
    () => {
      for (const [person, one] of held)
        if (one.calls === 0 && Date.now() - one.usedAt >= idleMs) end(person, one);
    },
    Math.min(LOOK_MS, idleMs),
  ).unref();

  return {
    take(person) {
      const found = held.get(person);
      if (found === undefined) makeRoom();
      const one = found ?? { opening: open(), calls: 0, usedAt: Date.now(), isEnded: false };
      if (found === undefined) one.opening.catch(() => end(person, one));
      held.delete(person);
      held.set(person, one);
      one.calls += 1;
      return one;
    },
    giveBack(one) {
      one.calls -= 1;
      one.usedAt = Date.now();
      if (one.isEnded && one.calls === 0) letGo(one);
    },
    end,
    endAll,
    async close() {
      clearInterval(watch);
      endAll();
      await Promise.all(closing);
    },
  };
}
