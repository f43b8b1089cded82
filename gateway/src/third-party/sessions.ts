import { heldSessions } from "./held-sessions.ts";
import { isSessionLost, type McpClient } from "./mcp-client.ts";

/** Conversations with one server, each person's own. */
export type Sessions = {
  /**
   * Works with this person's. One that its server has forgotten is opened anew, once. A write is never repeated, so for one the
   * session is asked whether it lives before anything is sent.
   */
  with<T>(person: string, kind: "read" | "write", work: (session: McpClient) => Promise<T>): Promise<T>;
  /** Ends what this person has, or everybody; what is under way is seen through. */
  end(person?: string): void;
  close(): Promise<void>;
};

const IDLE_MS = 10 * 60_000;
const PING_MS = 5_000;

export function createSessions(
  open: () => Promise<McpClient>,
  { most, title, idleMs = IDLE_MS }: { most: number; title: string; idleMs?: number },
): Sessions {
  const held = heldSessions(open, { most, title, idleMs });

  async function once<T>(person: string, work: (session: McpClient) => Promise<T>): Promise<T | Lost> {
    const one = held.take(person);
    try {
      const session = await one.opening;
      return await work(session).catch((error) => {
        if (!isSessionLost(error, session)) throw error;
        held.end(person, one);
        return new Lost(error);
      });
    } finally {
      held.giveBack(one);
    }
  }
  async function given<T>(person: string, work: (session: McpClient) => Promise<T>): Promise<T> {
    const outcome = await once(person, work);
    if (outcome instanceof Lost) throw outcome.error;
    return outcome;
  }
  return {
    async with(person, kind, work) {
      if (kind === "write") {
        await once(person, isAlive);
        return given(person, work);
      }
      const first = await once(person, work);
      return first instanceof Lost ? given(person, work) : first;
    },
    end: held.endAll,
    close: held.close,
  };
}

/** Asks a server that keeps sessions whether it still has this one. */
async function isAlive({ client, hasSession }: McpClient): Promise<void> {
  if (hasSession()) await client.ping({ timeout: PING_MS });
}

class Lost {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}
