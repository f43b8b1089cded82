// What `npm run generate` ends in: every generated file and section anew. A tidiness test compares them with the same code.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generated } from "./generated.ts";
import { summaryLine } from "./summary-line.ts";

const root = path.resolve(import.meta.dirname, "..");
const files = Object.entries(generated(root));
for (const [name, text] of files) {
  const file = path.join(root, name);
  const isCurrent = readFileSync(file, "utf8") === text;
  if (!isCurrent) writeFileSync(file, text);
  process.stdout.write(`${isCurrent ? "current" : "written"}  ${name}\n`);
}
process.stdout.write(`${summaryLine({ passed: files.length, failed: 0 })}\n`);
