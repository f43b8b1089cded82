import { parentPort, workerData } from "node:worker_threads";
import { extract, type Task } from "./extract.ts";

// Whoever reads documents of strangers has nobody to call.
Reflect.deleteProperty(globalThis, "fetch");
Reflect.deleteProperty(globalThis, "WebSocket");
Reflect.deleteProperty(globalThis, "EventSource");

parentPort?.postMessage(await extract(workerData as Task));
