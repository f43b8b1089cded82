import { bundledPdfkit } from "@gatehouse/demo/bundled-pdfkit";
// @boundaries-ignore scripts are no member of the workspace
import { mapOwnSources } from "../../scripts/map-own-sources.ts";

export default {
  entry: {
    main: "src/main.ts",
    simulator: "simulator/main.ts",
    // What reads a document is a process and a program of its own; the bundle looks for it beside itself, by this name.
    "document-worker": "../../packages/documents/src/worker.ts",
  },
  format: "esm",
  target: "node24",
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // node:sqlite has no name without it.
  // Members are TypeScript that Node does not run from node_modules; what they depend on comes along with them.
  noExternal: [/^@gatehouse\//],
  esbuildPlugins: [bundledPdfkit, mapOwnSources],
  // Some of that is CommonJS and asks for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);',
  },
};
