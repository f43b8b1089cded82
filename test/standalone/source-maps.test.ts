import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bare } from "./program.ts";

const root = path.resolve(import.meta.dirname, "../..");
const MAPS = globSync("{gateway,servers/*}/dist/*.js.map", { cwd: root });

/** Writes a stack each time somebody reads the configuration. */
const TELLING = `import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const read = fs.readFileSync;
fs.readFileSync = (file, ...rest) => {
  if (String(file).endsWith("gatehouse.yaml")) process.stderr.write(new Error("read").stack + "\\n");
  return read(file, ...rest);
};
syncBuiltinESMExports();`;

test("the map of a bundle holds no code of a package, which all of it would be read for", () => {
  expect(MAPS.length).toBeGreaterThan(8);
  const sourcesOf = (map: string): string[] => JSON.parse(readFileSync(path.join(root, map), "utf8")).sources;
  const foreign = MAPS.flatMap(sourcesOf).filter((source) => /node_modules\/.*\.[cm]?[jt]s$/.test(source));
  // pdfkit is loaded by the plugin that brings its fonts, and keeps the map it came with; simulators alone hold it.
  expect(foreign.filter((source) => !source.includes("/node_modules/pdfkit/"))).toEqual([]);
  expect(sourcesOf("gateway/dist/main.js.map")).toContain("../src/pipeline.ts");
});

test("a stack names our files and lines, and for a package its place in the bundle", async () => {
  const telling = `data:text/javascript,${encodeURIComponent(TELLING)}`;
  const args = ["--enable-source-maps", "--import", telling, "gateway/dist/main.js", "validate"];
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [...args, "--config", path.join(root, "gatehouse.yaml")],
    { cwd: root, env: bare({}) },
  );
  const config = path.join(root, "gateway/src/config/load.ts");
  const line = stderr.split(`(${config}:`)[1]?.split(":")[0];
  expect(readFileSync(config, "utf8").split("\n")[Number(line) - 1]).toContain("readFileSync(");
  expect(stderr).toMatch(/_Command\.\S+ .*\(.*gateway\/dist\/main\.js:\d+:\d+\)/);
  expect(stderr).not.toContain("node_modules");
});
