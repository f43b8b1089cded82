import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { docxFile, docxParagraph } from "./samples/office-file.ts";
import { pdfFile } from "./samples/pdf-file.ts";

const run = promisify(execFile);
const source = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const tsup = source("../../../node_modules/tsup/dist/cli-default.js");

let folder = "";
let dist = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "document-bundle-"));
  dist = join(folder, "dist");
  await build();
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const PROGRAM = `
import { readFile } from "node:fs/promises";
import { readDocument } from ${JSON.stringify(source("./index.ts"))};
const [path] = process.argv.slice(2);
const answer = await readDocument({ name: path, bytes: await readFile(path), signal: AbortSignal.timeout(20_000) })
  .catch(({ code, message }) => ({ code, message }));
process.stdout.write(JSON.stringify(answer));
`;

/** Builds as the servers do: several entries that share code, members taken in, everything in one folder. */
async function build(): Promise<void> {
  const config = {
    entry: { main: "main.ts", simulator: "other.ts", "document-worker": source("./worker.ts") },
    outDir: dist,
    format: "esm",
    target: "node24",
    removeNodeProtocol: false,
    config: false,
    banner: {
      js: 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);',
    },
  };
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "main.ts"), PROGRAM);
  await writeFile(join(folder, "other.ts"), PROGRAM);
  await writeFile(join(folder, "tsup.config.mjs"), `export default ${JSON.stringify(config)};`);
  await run(process.execPath, [tsup, "--config", "tsup.config.mjs"], { cwd: folder });
}

async function readWith(name: string, bytes: Buffer) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const { stdout } = await run(process.execPath, [join(dist, "main.js"), path]);
  return JSON.parse(stdout);
}

test("reads Office and PDF from a bundle that has the worker beside it, with nothing else installed", async () => {
  expect(await readdir(dist)).toContain("document-worker.js");
  expect(await readWith("a.docx", docxFile(docxParagraph("from a bundle")))).toMatchObject({
    kind: "docx",
    text: "from a bundle",
  });
  expect(await readWith("a.pdf", pdfFile([{ lines: ["from a bundle"] }]))).toMatchObject({
    kind: "pdf",
    text: "[page 1]\nfrom a bundle",
  });
}, 60_000);

test("says so when a build has forgotten the worker", async () => {
  await rm(join(dist, "document-worker.js"));
  expect(await readWith("a.docx", docxFile(docxParagraph("words")))).toEqual({
    code: "internal",
    message: "The reader of documents did not start; nothing was read.",
  });
}, 60_000);
