import type { Exchange } from "./exchange.ts";

/** The exchanges under way, so that a gateway that stops can see them through. */
export type Running = {
  /** Runs one exchange and counts it for as long as that takes. */
  count(exchange: Exchange, run: (exchange: Exchange) => Promise<void>): Promise<void>;
  /** Lets go of every caller but those whose change has been sent: only its outcome tells what happened. */
  giveUp(): void;
  /** Resolves as soon as none is left. */
  none(): Promise<void>;
};

export function runningExchanges(): Running {
  const exchanges = new Set<Exchange>();
  let waiting: (() => void)[] = [];
  return {
    async count(exchange, run) {
      exchanges.add(exchange);
      try {
        await run(exchange);
      } finally {
        exchanges.delete(exchange);
        if (exchanges.size === 0) {
          for (const resolve of waiting) resolve();
          waiting = [];
        }
      }
    },
    giveUp() {
      for (const { isIntended, response } of exchanges) if (!isIntended) response.destroy();
    },
    none: () =>
      exchanges.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
  };
}
