import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * `pass` joins both ends; `refuse` resets every connection, as a server that is gone does; `freeze` keeps all of them open
 * and lets nothing through, as a network that lost its way does.
 */
export type ProxyMode = "pass" | "refuse" | "freeze";

export type TcpProxy = {
  port: number;
  set(mode: ProxyMode): void;
  /** Called with every piece a client sends while `pass` holds. */
  onSent(listener: (bytes: Buffer) => void): void;
  stop(): Promise<void>;
};

/** Stands before a TCP server on loopback, to be cut. */
export async function tcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: ProxyMode = "pass";
  let told: (bytes: Buffer) => void = () => {};

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  const join = (from: Socket, to: Socket, onBytes: (bytes: Buffer) => void) => {
    from.on("data", (bytes: Buffer) => {
      // What is on its way when the line freezes is lost with it.
      if (mode !== "pass") return;
      onBytes(bytes);
      to.write(bytes);
    });
    from.on("close", () => mode !== "freeze" && to.destroy());
  };
  const server = createServer((client) => {
    keep(client);
    if (mode === "refuse") return void client.resetAndDestroy();
    if (mode === "freeze") return;
    const target = connect(targetPort, "127.0.0.1");
    keep(target);
    join(client, target, (bytes) => told(bytes));
    join(target, client, () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      // A connection that froze is dead for good: its two ends no longer agree on what was said.
      if (next === "refuse" || mode === "freeze") cut();
      mode = next;
    },
    onSent(listener) {
      told = listener;
    },
    async stop() {
      server.close();
      cut();
    },
  };
}
