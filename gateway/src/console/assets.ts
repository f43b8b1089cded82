import { createHash } from "node:crypto";
import path from "node:path";
import { Hono } from "hono";
import { type AssetFiles, readAssetFiles } from "./asset-files.ts";

/** Put in by the build, so that the bundle needs no file beside it; undeclared while developing. */
declare const BUNDLED_ASSETS: AssetFiles | undefined;

const files =
  typeof BUNDLED_ASSETS === "undefined"
    ? readAssetFiles(path.join(import.meta.dirname, "browser"))
    : BUNDLED_ASSETS;

const TYPES = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;
const HASH_CHARACTERS = 16;

const addresses = Object.fromEntries(
  Object.entries(files).map(([name, content]) => {
    const [stem, extension] = name.split(".") as [string, keyof typeof TYPES];
    const hash = createHash("sha256").update(content).digest("hex").slice(0, HASH_CHARACTERS);
    return [name, { path: `/assets/${stem}-${hash}.${extension}`, content, type: TYPES[extension] }];
  }),
) as Record<keyof AssetFiles, { path: string; content: string; type: string }>;

/** The address of a file; it names the content, so a browser may keep what it got for good. */
export const assetPath = (name: keyof AssetFiles): string => addresses[name].path;

/** Everything that the console's pages load. Public, as the packages are. */
export function assetRoutes(): Hono {
  const app = new Hono();
  for (const { path: address, content, type } of Object.values(addresses))
    app.get(address, (c) =>
      c.body(content, 200, {
        "content-type": type,
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
      }),
    );
  return app;
}
