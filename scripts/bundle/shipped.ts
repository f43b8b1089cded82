import { type Build, loadPackages } from "./load-packages.ts";
import { shortenMap } from "./shorten-map.ts";

type Plugin = { name: string; setup(build: Build): void };
type Own = {
  entry: Record<string, string>;
  esbuildPlugins?: readonly Plugin[];
  /** Packages that tell their classes apart by name. */
  keptNames?: readonly string[];
};

/** What tsup is told for every program that ships, with what is the program's own. */
export const shipped = <Options extends Own>({ esbuildPlugins = [], keptNames = [], ...own }: Options) => ({
  format: "esm",
  target: "node24",
  sourcemap: true,
  clean: true,
  // node:sqlite has no name without it.
  removeNodeProtocol: false,
  // Some packages are CommonJS and ask for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";const require = requireOf(import.meta.url);',
  },
  esbuildPlugins: [...esbuildPlugins, loadPackages(keptNames)],
  plugins: [shortenMap],
  ...own,
});
