export default {
  entry: { main: "src/main.ts" },
  format: "esm",
  target: "node24",
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  // One file with all it needs: where it runs nothing is installed, and no package's script runs.
  noExternal: [/.*/],
  // Asked for by pg where somebody installed it; nobody does.
  external: ["pg-native"],
  // The authorization server tells its models apart by the names of their classes.
  keepNames: true,
  // Some of that is CommonJS and asks for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);',
  },
};
