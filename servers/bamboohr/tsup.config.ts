import { bundledPdfkit } from "@gatehouse/demo/bundled-pdfkit";
// @boundaries-ignore scripts are no member of the workspace
import { shipped } from "../../scripts/bundle/shipped.ts";

export default shipped({
  entry: {
    main: "src/main.ts",
    simulator: "simulator/main.ts",
    // What reads a document is a process and a program of its own; the bundle looks for it beside itself, by this name.
    "document-worker": "../../packages/documents/src/worker.ts",
  },
  // Members are TypeScript that Node does not run from node_modules; what they depend on comes along with them.
  noExternal: [/^@gatehouse\//],
  esbuildPlugins: [bundledPdfkit],
});
