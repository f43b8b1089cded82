/**
 * Every command: the program that node runs, whether the programs in `dist` must be current for it, and what it is
 * for. A new command is one line here and one in the root package.json.
 */
export const commands = {
  start: { program: ["scripts/up.ts"], needsBuild: true, does: "starts Gatehouse with the demo company" },
  test: { program: ["node_modules/vitest/vitest.mjs", "run"], needsBuild: true, does: "runs all tests" },
  check: {
    program: ["scripts/check.ts"],
    needsBuild: false,
    does: "format, lint, types, boundaries, dead code",
  },
  conformance: {
    program: ["test/conformance/main.ts"],
    needsBuild: false,
    does: "runs the MCP conformance suite",
  },
  bench: { program: ["test/bench/main.ts"], needsBuild: true, does: "measures the gateway" },
  attack: { program: ["test/attack/main.ts"], needsBuild: true, does: "runs the attacks by number" },
  "sign-ins": {
    program: ["test/production/main.ts"],
    needsBuild: true,
    does: "400 people sign in and refresh at two gateways",
  },
  faults: {
    program: ["test/kills/main.ts"],
    needsBuild: true,
    does: "kills gateways at every point of a write",
  },
  fidelity: {
    program: ["test/fidelity/main.ts"],
    needsBuild: false,
    does: "holds the simulators against their vendors",
  },
  gatehouse: {
    program: ["scripts/gatehouse.ts"],
    needsBuild: true,
    does: "validate, explain, audit: the gateway's own commands",
  },
  ask: { program: ["test/ask/main.ts"], needsBuild: false, does: "asks as one of the demo people" },
  generate: { program: ["scripts/generate.ts"], needsBuild: false, does: "rewrites the generated files" },
};

export function usage() {
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(12)} ${does}`);
  return `usage: node scripts/run.mjs <command> [arguments]\n${lines.join("\n")}\n`;
}
