import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What an operator watches. Rendered at `/metrics` in the Prometheus text format. */
export type Metrics = {
  call(method: string, tool: string, outcome: string, seconds: number): void;
  limited(what: string): void;
  /** A write that came to an end, or whose end became known. */
  change(system: string, tool: string, state: string): void;
  /** What a vendor account still allows, as its server last reported. */
  allowance(system: string, kind: string, left: number): void;
  render(): Promise<string>;
  contentType: string;
  registry: Registry;
};

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180];

export function createMetrics(auditLag: () => { rows: number; ms: number }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const calls = new Counter({
    name: "gatehouse_calls_total",
    help: "Requests by method, tool and outcome",
    labelNames: ["method", "tool", "outcome"] as const,
    registers,
  });
  const seconds = new Histogram({
    name: "gatehouse_call_seconds",
    help: "Time from the first byte of a request to its answer",
    labelNames: ["method"] as const,
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const limited = new Counter({
    name: "gatehouse_rate_limited_total",
    help: "Calls refused by a rate limit, by kind of limit",
    labelNames: ["limit"] as const,
    registers,
  });
  const changes = new Counter({
    name: "gatehouse_changes_total",
    help: "Writes by system, tool and how they ended; unknown ones count again once that is known",
    labelNames: ["system", "tool", "state"] as const,
    registers,
  });
  const allowance = new Gauge({
    name: "gatehouse_vendor_allowance",
    help: "What a vendor account still allows, by system and kind, as its server last reported",
    labelNames: ["system", "kind"] as const,
    registers,
  });
  new Gauge({
    name: "gatehouse_audit_waiting_rows",
    help: "Audit rows not yet durable",
    registers,
    collect() {
      this.set(auditLag().rows);
    },
  });
  new Gauge({
    name: "gatehouse_audit_waiting_seconds",
    help: "How long the oldest audit row has waited",
    registers,
    collect() {
      this.set(auditLag().ms / 1000);
    },
  });
  // Finding a series by its labels costs prom-client more than counting in it. Methods, tools and outcomes are closed lists.
  const counted = new Map<string, Counter.Internal>();
  const timed = new Map<string, Histogram.Internal<"method">>();
  return {
    registry,
    contentType: registry.contentType,
    call(method, tool, outcome, time) {
      childOf(counted, `${method} ${tool} ${outcome}`, () => calls.labels(method, tool, outcome)).inc();
      childOf(timed, method, () => seconds.labels(method)).observe(time);
    },
    change: (system, tool, state) => changes.inc({ system, tool, state }),
    allowance: (system, kind, left) => allowance.set({ system, kind }, left),
    limited: (limit) => limited.inc({ limit }),
    render: () => registry.metrics(),
  };
}

function childOf<Child>(children: Map<string, Child>, key: string, make: () => Child): Child {
  const found = children.get(key);
  if (found !== undefined) return found;
  const child = make();
  children.set(key, child);
  return child;
}
