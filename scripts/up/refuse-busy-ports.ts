import { once } from "node:events";
import { createServer } from "node:net";
import { Failure } from "../failure.ts";
import { LISTENERS, type Listener, type Ports } from "./settings.ts";

/** Asked before anything starts, so that the answer names the port, who wanted it and how to move it. */
export async function refuseBusyPorts(ports: Ports, listeners: Listener[]): Promise<void> {
  for (const listener of listeners) {
    const code = await whyNotFree(ports[listener]);
    if (code === undefined) continue;
    const { title, variable } = LISTENERS[listener];
    const state = code === "EADDRINUSE" ? "taken" : `not to be had (${code})`;
    throw new Failure(
      `Port ${ports[listener]}, which ${title} wants, is ${state}: end what uses it, set ${variable}, or move all ` +
        "ports with npm start -- --port <first port>.",
    );
  }
}

async function whyNotFree(port: number): Promise<string | undefined> {
  const probe = createServer();
  try {
    probe.listen(port, "127.0.0.1");
    await once(probe, "listening");
    probe.close();
    await once(probe, "close");
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}
