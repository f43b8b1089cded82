import type { SwitchChecks } from "@gatehouse/simulator";
import type { Switches } from "./switches.ts";

/** Switches that take no other values than these. */
export const switchChecks: SwitchChecks<Switches> = {
  throttleStatus: (value) => value === 429 || value === 503,
  timeOff: (value) => value === "legacy" || value === "new" || value === "both",
};
