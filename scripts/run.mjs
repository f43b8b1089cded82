// What every `npm start`, `npm test` and `npm run ...` begins with: `node scripts/run.mjs <command> [arguments]`.
// This file is parsed by whatever Node is there, so it only looks at the version and hands over.
var major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  process.stderr.write(
    "gatehouse: this Node is " +
      process.version +
      ": install Node 20 or newer from nodejs.org, then run this again.\n",
  );
  process.exitCode = 1;
} else {
  void import("./run/bootstrap.mjs").then((module) => module.bootstrap(process.argv.slice(2)));
}
