// @boundaries-ignore scripts are no member of the workspace
import { shipped } from "../../scripts/bundle/shipped.ts";

export default shipped({
  entry: { main: "src/main.ts", simulator: "simulator/main.ts" },
  // Members are TypeScript that Node does not run from node_modules; what they depend on comes along with them.
  noExternal: [/^@gatehouse\//],
});
