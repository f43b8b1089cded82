import type { Fault, FaultSwitches } from "@gatehouse/simulator";
import type { Failure, World } from "./subject.ts";

const FAULTS: Record<Exclude<Failure, number>, Fault["kind"]> = {
  hang: "hang",
  "broken JSON": "brokenJson",
  "cut connection": "dropConnection",
};

/** How a world fails and heals whose simulator has the common switches. */
export const failing = (switches: FaultSwitches): Pick<World<unknown>, "fail" | "heal"> => ({
  fail(failure, on) {
    const fault: Fault =
      typeof failure === "number" ? { kind: "status", status: failure } : { kind: FAULTS[failure] };
    switches.faults = [{ ...fault, on, calls: 1_000 }];
  },
  heal() {
    switches.faults = [];
  },
});
