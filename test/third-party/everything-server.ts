import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { freePort } from "../support/house.ts";

const require = createRequire(import.meta.url);
const folder = path.dirname(require.resolve("@modelcontextprotocol/server-everything/package.json"));

/** The reference server of the protocol's authors, of the older era, with sessions: a program of its own on this machine. */
export type EverythingServer = { url: string; restart(): Promise<void>; stop(): Promise<void> };

export async function startEverything(): Promise<EverythingServer> {
  const port = await freePort();
  let child = await begun(port);
  const stop = async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    stop,
    async restart() {
      await stop();
      child = await begun(port);
    },
  };
}

/** It would listen on every address; in tests it listens on this machine's own alone. */
const ON_LOOPBACK = `import { Server } from "node:net";
const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) { return listen.call(this, Number(port), "127.0.0.1", ...rest); };`;

/** One of its tools tells its environment, so it gets none. */
async function begun(port: number): Promise<ChildProcess> {
  const first = `data:text/javascript,${encodeURIComponent(ON_LOOPBACK)}`;
  const args = ["--import", first, path.join(folder, "dist/index.js")];
  const child = spawn(process.execPath, [...args, "streamableHttp"], {
    env: { PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  for await (const chunk of child.stderr) if (String(chunk).includes("listening")) break;
  child.stderr.resume();
  return child;
}
