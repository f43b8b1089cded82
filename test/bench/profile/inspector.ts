/** A function as V8 names it; lines and columns count from 0. */
export type CallFrame = { functionName: string; url: string; lineNumber: number; columnNumber: number };

export type ProfileNode = { id: number; callFrame: CallFrame; children?: number[] };

/** What V8 saw: which node was running at each sample, and the microseconds since the one before. */
export type CpuProfile = { nodes: ProfileNode[]; samples: number[]; timeDeltas: number[] };

const ADDRESS = /Debugger listening on (ws:\/\/\S+)/;
const SAMPLE_EVERY_US = 200;
const ANSWER_MS = 20_000;

/**
 * Profiles a Node process that was started with `--inspect`, while `work` runs, over the Chrome DevTools protocol. `log`
 * is what the process wrote on standard error, where its address stands.
 */
export async function profileOf(log: string, work: () => Promise<void>): Promise<CpuProfile> {
  const address = ADDRESS.exec(log)?.[1];
  if (address === undefined) throw new Error("the process does not say where its inspector listens");
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error("the inspector does not answer")), {
      once: true,
    });
  });
  try {
    const send = sender(socket);
    await send("Profiler.enable");
    await send("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
    await send("Profiler.start");
    await work();
    const { profile } = (await send("Profiler.stop")) as { profile: CpuProfile };
    return profile;
  } finally {
    socket.close();
  }
}

function sender(socket: WebSocket) {
  let lastId = 0;
  return (method: string, params: object = {}): Promise<unknown> => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the inspector did not answer ${method}`)), ANSWER_MS);
      const onMessage = ({ data }: MessageEvent) => {
        const message = JSON.parse(String(data));
        if (message.id !== id) return;
        clearTimeout(timer);
        socket.removeEventListener("message", onMessage);
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result);
      };
      socket.addEventListener("message", onMessage);
      socket.send(JSON.stringify({ id, method, params }));
    });
  };
}
