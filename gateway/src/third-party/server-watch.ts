import type { Pool } from "pg";
import type { Log } from "../observe/log.ts";
import type { Egress } from "./egress.ts";
import { listTools } from "./list-tools.ts";
import { type McpClient, openMcpClient } from "./mcp-client.ts";
import { databaseNow, type Findings, keepSeen, type Quarantine } from "./pins.ts";
import type { ThirdPartySettings } from "./settings.ts";

type Needs = {
  pool: Pool;
  egress: Egress;
  log: Log;
  /** Puts a quarantine on record. Must not reject: the tool is closed all the same. */
  onQuarantine(found: Quarantine): Promise<void>;
  /** Called when the server says that its list has changed; without it nobody listens for that. */
  onListChanged?: () => void;
};

/** Keeps an eye on what one server lists. Its conversation is the gateway's own, apart from every person's. */
export type ServerWatch = {
  /** Lists the server's tools and keeps what was seen. Rejects where the server could not be asked; then nothing changes. */
  look(): Promise<Findings>;
  close(): Promise<void>;
};

const LIST_MS = 15_000;

export function watchServer(
  { id, url, headers, timeoutMs }: ThirdPartySettings,
  { pool, egress, log, onQuarantine, onListChanged }: Needs,
): ServerWatch {
  const server = `${url.origin}${url.pathname}`;
  const patienceMs = Math.min(timeoutMs, LIST_MS);
  let open: Promise<McpClient> | undefined;

  const session = (): Promise<McpClient> => {
    open ??= openMcpClient({
      url,
      headers,
      fetch: egress.fetch,
      timeoutMs: patienceMs,
      ...(onListChanged && { onListChanged }),
    });
    return open;
  };
  const drop = async () => {
    const last = open;
    open = undefined;
    await last?.then((one) => one.close()).catch(() => undefined);
  };
  /** Whatever went wrong with a conversation that has lasted, a new one may go well. */
  const listed = async () => {
    const isFresh = open === undefined;
    try {
      return await listTools(await session(), server, patienceMs);
    } catch (error) {
      await drop();
      if (isFresh) throw error;
      return listTools(await session(), server, patienceMs);
    }
  };
  return {
    async look() {
      const at = await databaseNow(pool);
      const seen = await listed();
      const findings = await keepSeen(pool, id, { at, seen }, onQuarantine);
      for (const tool of findings.added)
        log.info({ system: id, tool }, "a third party offers a new tool; it is closed");
      for (const tool of findings.gone)
        log.warn({ system: id, tool }, "a third party offers a tool no longer");
      return findings;
    },
    close: drop,
  };
}
