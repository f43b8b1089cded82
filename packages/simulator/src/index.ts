export { clock } from "./clock.ts";
export { type Environment, readPort, readPublicKey, readScale, readToday, required } from "./environment.ts";
export { type CallKind, type Fault, type FaultSwitches, type FaultWire, faults } from "./faults.ts";
export { fromThisMachine } from "./from-this-machine.ts";
export { logRequests, type RequestLog } from "./request-log.ts";
export { type RunOptions, runSimulator } from "./run-simulator.ts";
export { type SimulatorApp, serveSimulator } from "./serve-simulator.ts";
export { type SwitchChecks, switchesRoute } from "./switches-route.ts";
