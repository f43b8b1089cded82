// @boundaries-ignore scripts are no member of the workspace
import { mapOwnSources } from "../../scripts/map-own-sources.ts";

export default {
  entry: { main: "src/main.ts", simulator: "simulator/main.ts" },
  format: "esm",
  target: "node24",
  sourcemap: true,
  esbuildPlugins: [mapOwnSources],
  clean: true,
  removeNodeProtocol: false, // node:sqlite has no name without it.
  // Members are TypeScript that Node does not run from node_modules; what they depend on comes along with them.
  noExternal: [/^@gatehouse\//],
  // Some of that is CommonJS and asks for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);',
  },
};
