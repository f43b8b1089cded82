// Stands in for a program of ours: listens on PORT, says so, and answers every request. `--refuse` ends it at once,
// `--die-when-asked` at a request for /die; `--stubborn` makes it deaf to SIGTERM.
import { createServer } from "node:http";

if (process.argv.includes("--refuse")) {
  process.stderr.write("The stand-in cannot start: its shoes are missing.\n");
  process.exit(1);
}
const server = createServer((request, response) => {
  if (request.url === "/die" && process.argv.includes("--die-when-asked")) {
    process.stderr.write("The stand-in lost its way.\n");
    process.exit(3);
  }
  response.end("{}");
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${process.env.PORT}` })}\n`);
});
if (process.argv.includes("--stubborn")) process.on("SIGTERM", () => {});
