import { type GatewayProcess, startGateway } from "../production/gateway-process.ts";

/** One place where a gateway runs: killed, it can be started again at the same address. */
export type Replica = {
  url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Stops it for a moment, so that another one gets all there is to do. */
  freeze(): void;
  thaw(): void;
  isRunning(): boolean;
  /** The last lines it wrote, for whoever has to find out what went wrong. */
  lastLines(): string[];
};

const LINES = 8;

type Options = { configFile: string; env: Record<string, string>; bundle: string; url: string };

export function replicaOf({ configFile, env, bundle, url }: Options): Replica {
  let running: GatewayProcess | undefined;
  let last: GatewayProcess | undefined;
  return {
    url,
    async start() {
      running = last = await startGateway(configFile, env, bundle);
    },
    async kill() {
      const victim = running;
      running = undefined;
      await victim?.kill();
    },
    freeze: () => void running?.signal("SIGSTOP"),
    thaw: () => void running?.signal("SIGCONT"),
    isRunning: () => running !== undefined,
    lastLines() {
      const { stdout, stderr } = last?.written() ?? { stdout: "", stderr: "" };
      return [stdout, stderr]
        .flatMap((text) => text.trim().split("\n").slice(-LINES))
        .filter((line) => line !== "");
    },
  };
}
