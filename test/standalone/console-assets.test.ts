import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { bare } from "./program.ts";

const dist = path.resolve(import.meta.dirname, "../../gateway/dist");

test("the gateway's bundle brings what its pages load: alone in a folder it looks for no file of theirs", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-alone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(dist, path.join(folder, "dist"), { recursive: true });
  await writeFile(path.join(folder, "package.json"), '{"type":"module"}');
  // Whatever is not bundled is read as soon as the program is loaded.
  const { stdout } = await promisify(execFile)(process.execPath, ["dist/main.js", "--version"], {
    cwd: folder,
    env: bare({}),
  });
  expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
});
