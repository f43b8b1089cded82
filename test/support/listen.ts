import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** For servers that must know their own address before they can be made. */
  serve(listener: RequestListener): void;
  stop(): Promise<void>;
}

/** An HTTP server on a free loopback port. */
export async function listen(listener?: RequestListener): Promise<Listening> {
  const server: Server = createServer();
  if (listener) server.on("request", listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (next) => void server.removeAllListeners("request").on("request", next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
