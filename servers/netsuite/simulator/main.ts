import { readEnvironment } from "./environment.ts";
import { serveSimulator } from "./serve-simulator.ts";
import { simulateNetSuite } from "./simulate-net-suite.ts";

/** What went wrong, for whoever started the program. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "The reason is unknown.";
  const isTaken = "code" in error && error.code === "EADDRINUSE";
  return isTaken
    ? `Port ${process.env.NETSUITE_SIMULATOR_PORT} is in use on 127.0.0.1; free it or set NETSUITE_SIMULATOR_PORT.`
    : error.message;
}

try {
  const { port, today, scale, ...client } = await readEnvironment(process.env);
  const simulator = simulateNetSuite({
    ...(today && { today }),
    scale,
    clients: [{ ...client, role: "service_read", entity: "mei.tanaka@halden.example" }],
  });
  const server = await serveSimulator(simulator, port);
  process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`);
  const stop = () => void server.close().then(() => process.exit(0));
  process.once("SIGTERM", stop).once("SIGINT", stop);
} catch (error) {
  process.stderr.write(`The NetSuite simulator cannot start. ${reasonOf(error)}\n`);
  process.exit(1);
}
