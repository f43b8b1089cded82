import assert from "node:assert/strict";
import { demoPeople } from "@gatehouse/demo";
// @boundaries-ignore typed as in a shell, without a program for each
import { approveTool, showTool } from "../../gateway/src/cli/tools.ts";
import { type House, openHouse } from "../support/house.ts";
import { type EverythingServer, startEverything } from "./everything-server.ts";
import { startProxy, type TamperingProxy } from "./tampering-proxy.ts";

export const ADMINISTRATOR = "mei.tanaka@halden.example";

/** A house with one system, the reference server behind a proxy of ours. */
export type World = { house: House; server: EverythingServer; proxy: TamperingProxy; stop(): Promise<void> };

export const TOOLS: Record<string, object> = {
  echo: { phase: 1, risk: "read" },
  "get-sum": { phase: 1, risk: "read" },
  "get-structured-content": { phase: 1, risk: "read", labels: { output: { humidity: "personal" } } },
  "get-annotated-message": { phase: 1, risk: "read" },
  "trigger-long-running-operation": { phase: 1, risk: "read" },
  "toggle-simulated-logging": { phase: 2, risk: "reversible" },
};

const groupsOf = (isWanted: (mail: string) => boolean) => [
  ...new Set(demoPeople.filter(({ email }) => isWanted(email)).flatMap(({ groups }) => groups)),
];

export async function openWorld(thirdParty: object = {}): Promise<World> {
  const server = await startEverything();
  const proxy = await startProxy(server.url);
  const groups = groupsOf(() => true);
  const house = await openHouse({
    systems: {},
    env: { EVERYTHING_TOKEN: "for-the-server-alone" },
    config: {
      egress: { hosts: [new URL(proxy.url).host], allowLoopback: true },
      systems: {
        everything: {
          contact: "owner@halden.example",
          timeoutSeconds: 5,
          approvals: [{ approvers: ["it"] }],
          thirdParty: {
            url: `${proxy.url}/mcp`,
            title: "Everything",
            bearer: { env: "EVERYTHING_TOKEN" },
            tools: TOOLS,
            ...thirdParty,
          },
        },
      },
      roles: {
        everybody: {
          title: "Everybody",
          groups,
          tools: Object.keys(TOOLS).map((name) => `everything_${name}`),
        },
        it: { title: "IT", groups: ["gatehouse-it"], tools: ["everything_echo"] },
      },
      administrators: { roles: ["it"] },
    },
  });
  return {
    house,
    server,
    proxy,
    async stop() {
      await house.stop();
      proxy.stop();
      await server.stop();
    },
  };
}

/** Approves a tool as an administrator does who looks at what was seen last, and approves just that. */
export async function approved(world: Pick<World, "house">, tool: string): Promise<string> {
  const shown = await typed(world, (config) => showTool("everything", tool, { config, look: false }));
  const hash = /^last seen .*, hash (\S+)$/m.exec(shown)?.[1];
  assert(hash, `no hash of ${tool} was shown: ${shown}`);
  return typed(world, (config) => approveTool("everything", tool, { config, by: ADMINISTRATOR, hash }));
}

/** Types a command as in a shell with the house's environment, and returns what it printed. */
export async function typed(
  { house }: Pick<World, "house">,
  command: (config: string) => Promise<void>,
): Promise<string> {
  const before = { ...process.env };
  const { write } = process.stdout;
  let printed = "";
  Object.assign(process.env, house.env);
  process.stdout.write = ((text: string) => {
    printed += text;
    return true;
  }) as typeof write;
  try {
    await command(house.configFile);
  } finally {
    process.stdout.write = write;
    for (const name of Object.keys(house.env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
  return printed;
}
