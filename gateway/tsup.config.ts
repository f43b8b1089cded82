import path from "node:path";
// @boundaries-ignore scripts are no member of the workspace
import { shipped } from "../scripts/bundle/shipped.ts";
import { readCardFiles } from "./src/card/card-files.ts";
import { readAssetFiles } from "./src/console/asset-files.ts";

export default shipped({
  entry: { main: "src/main.ts" },
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
  // Models of the authorization server, its key ring and SCIM's resources are told apart by the names of their classes.
  keptNames: ["oidc-provider", "keygrip", "scimmy"],
});
