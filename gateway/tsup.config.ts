import path from "node:path";
// @boundaries-ignore scripts are no member of the workspace
import { mapOwnSources } from "../scripts/map-own-sources.ts";
import { readCardFiles } from "./src/card/card-files.ts";
import { readAssetFiles } from "./src/console/asset-files.ts";

export default {
  entry: { main: "src/main.ts" },
  format: "esm",
  target: "node24",
  sourcemap: true,
  esbuildPlugins: [mapOwnSources],
  clean: true,
  removeNodeProtocol: false,
  // One file with all it needs: where it runs nothing is installed, and no package's script runs.
  noExternal: [/.*/],
  // Not even for what is only loaded where it is needed.
  splitting: false,
  // What browsers load lies in packages that are not there either.
  define: {
    BUNDLED_ASSETS: JSON.stringify(readAssetFiles(path.join(import.meta.dirname, "src/console/browser"))),
    BUNDLED_CARD: JSON.stringify(readCardFiles(path.join(import.meta.dirname, "src"))),
  },
  // Asked for by pg where somebody installed it; nobody does.
  external: ["pg-native"],
  // The authorization server tells its models apart by the names of their classes.
  keepNames: true,
  // Some of that is CommonJS and asks for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);',
  },
};
