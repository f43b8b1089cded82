import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../stand/program.ts";
import { placesIn } from "./places.ts";

const CODE = `function helper() {}
// src/limits.ts
function limits() {}
// ../node_modules/.pnpm/@hono+node-server@2.0.0/node_modules/@hono/node-server/dist/index.mjs
function serve() {}
// src/steps/close-audit.ts
function closeAudit() {}
`;
/** Lines 3 and 7 are the fifth of their files; what stands between them is nobody's. */
const MAPPINGS = ";;AAIA;;A;;ACAA";

test("a function of ours is where its map says, and any other belongs to the package named above it", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-places-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bundle = path.join(folder, "main.js");
  const sources = ["limits", "steps/close-audit"].map((name) =>
    path.relative(folder, path.join(root, `gateway/src/${name}.ts`)),
  );
  await writeFile(bundle, CODE);
  await writeFile(`${bundle}.map`, JSON.stringify({ version: 3, sources, mappings: MAPPINGS }));
  const placeOf = placesIn(bundle);
  const at = (functionName: string, lineNumber: number) =>
    placeOf({ functionName, url: pathToFileURL(bundle).href, lineNumber, columnNumber: 9 });
  expect(at("helper", 0)).toBe("bundle");
  expect(at("limits", 2)).toEqual({ file: "gateway/src/limits.ts", line: 5, own: true });
  expect(at("serve", 4)).toBe("@hono/node-server");
  expect(at("closeAudit", 6)).toEqual({ file: "gateway/src/steps/close-audit.ts", line: 5, own: true });
});
