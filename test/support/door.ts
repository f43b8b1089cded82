import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on one loopback port that can misbehave, go away and come back. */
export type Door = {
  url: string;
  /** Answers in place of who stands behind it, until `heal`. */
  behave(listener: RequestListener): void;
  /** Nobody listens any more: connections are refused. */
  shut(): Promise<void>;
  /** As it was at first. */
  heal(): Promise<void>;
};

export async function openDoor(behind: RequestListener): Promise<Door> {
  let listener = behind;
  let server: Server | undefined;
  const open = async (port: number): Promise<number> => {
    const opened = createServer((request, response) => listener(request, response));
    await new Promise<void>((resolve, reject) => {
      opened.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    server = opened;
    return (opened.address() as AddressInfo).port;
  };
  const shut = async () => {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    await new Promise<void>((resolve) => {
      closing.close(() => resolve());
      closing.closeAllConnections();
    });
  };
  const port = await open(0);
  return {
    url: `http://127.0.0.1:${port}`,
    behave(next) {
      listener = next;
    },
    shut,
    async heal() {
      listener = behind;
      if (server === undefined) await open(port);
    },
  };
}
