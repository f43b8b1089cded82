import type { Pool } from "pg";
import type { Log } from "../observe/log.ts";
import type { SystemFacts } from "../systems/systems.ts";
import { type ThirdPartyConnection, thirdPartyConnection } from "./connection.ts";
import type { Egress } from "./egress.ts";
import { openMcpClient } from "./mcp-client.ts";
import { closedTool } from "./pinned-tool.ts";
import { pinnedTools, type ToolStanding } from "./pinned-tools.ts";
import { pinsOf } from "./pins.ts";
import { createSessions } from "./sessions.ts";
import type { ThirdPartySettings } from "./settings.ts";

type Needs = {
  pool: Pool;
  egress: Egress;
  log: Log;
  /** Whether notices of changes are known to arrive. */
  isSure(): boolean;
  /** Called where a call was refused because nobody has looked at the server for too long. */
  onUnseen(): void;
};

/** A system behind the gateway that is somebody else's: its tools come and go with what administrators approve. */
export type ThirdPartySystem = SystemFacts & {
  kind: "third-party";
  connection: ThirdPartyConnection;
  /** Every configured tool as it stands, by the server's name for it. */
  standings(): ReadonlyMap<string, ToolStanding>;
  /** Called after the tools have become others. */
  onTools(listener: () => void): void;
  /** Reads anew what is approved and seen. */
  reload(): Promise<void>;
  /** What was read may not be true any more: nothing is called before it was read again. */
  doubt(): void;
  endSessions(person?: string): void;
};

const OPEN_MS = 10_000;

/** Knows nothing before its first `reload`: until then every tool of it is closed. */
export function createThirdPartySystem(settings: ThirdPartySettings, needs: Needs): ThirdPartySystem {
  const { id, title, contact, timeoutMs, settleMs, url, headers } = settings;
  const { pool, egress, log, isSure, onUnseen } = needs;
  const tools = pinnedTools(settings, log, onUnseen);
  const listeners: (() => void)[] = [];
  const reading = readAgain(async () => {
    if (tools.take(await pinsOf(pool, id))) for (const listener of listeners) listener();
  });
  const sessions = createSessions(
    () => openMcpClient({ url, headers, fetch: egress.fetch, timeoutMs: Math.min(timeoutMs, OPEN_MS) }),
    { most: settings.sessions, title },
  );
  const connection = thirdPartyConnection({
    system: { id, title },
    sessions,
    log,
    async requireOpen(tool) {
      if (!reading.isSettled() || !isSure())
        await reading.now().catch((error) => {
          log.error(
            { error, system: id },
            "what is approved of a third party could not be read; it is not called",
          );
          throw closedTool(tool.entry.name, "unseen", settings);
        });
      const refusal = tools.refusalOf(tool);
      if (refusal !== undefined) throw refusal;
      return { upstreamName: tools.upstreamNameOf(tool) };
    },
  });
  return {
    kind: "third-party",
    id,
    title,
    contact,
    timeoutMs,
    settleMs,
    relays: false,
    connection,
    get tools() {
      return tools.current();
    },
    standings: tools.standings,
    onTools: (listener) => void listeners.push(listener),
    reload: reading.now,
    doubt: reading.doubt,
    endSessions: sessions.end,
  };
}

/** One reading at a time, repeated as long as doubts come up while it runs: they may be about something newer. */
function readAgain(read: () => Promise<void>) {
  let doubts = 1;
  let settled = 0;
  let running: Promise<void> | undefined;
  const work = async () => {
    for (;;) {
      const before = doubts;
      await read();
      settled = before;
      if (doubts === before) return;
    }
  };
  return {
    isSettled: () => settled === doubts,
    doubt() {
      doubts += 1;
    },
    now(): Promise<void> {
      running ??= work().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}
