import { randomBytes } from "node:crypto";
import { cursorsWith, httpApp } from "@gatehouse/server";
import { ASSERTION, catalogEntry, defineSystem, type Tool, toolFor } from "@gatehouse/tool";
import { getRequestListener } from "@hono/node-server";
import { createRemoteJWKSet } from "jose";
import { z } from "zod";
import type { HouseSystem } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";

const defineTool = toolFor<undefined>();
const said = z.object({ said: z.string() });
const input = z.strictObject({ text: z.string() });

/** A system with a read and a change behind a true server, which checks the gateway's assertions. */
export type Desk = Listening & {
  house: HouseSystem;
  /** What was changed. */
  commits: string[];
  /** Lets it serve, once the gateway that it trusts has an address. */
  open(gatewayUrl: string): void;
};

export async function startDesk(): Promise<Desk> {
  const commits: string[] = [];
  const tools = [
    defineTool({
      name: "desk_read",
      title: "Read",
      description: "Reads.",
      phase: 1,
      risk: "read",
      input,
      output: said,
      example: { text: "x" },
      handler: async ({ input: { text } }) => ({ said: text }),
    }),
    defineTool({
      name: "desk_change",
      title: "Change",
      description: "Changes.",
      phase: 2,
      risk: "reversible",
      input,
      output: said,
      example: { text: "x" },
      preview: async () => ({
        summary: "adds",
        before: commits.length,
        after: commits.length + 1,
        checks: [],
      }),
      async handler({ input: { text } }) {
        commits.push(text);
        return { said: text };
      },
      async undo() {
        commits.pop();
      },
    }),
  ] as Tool<undefined>[];
  const system = defineSystem({
    id: "desk",
    title: "Desk",
    vendor: "Gatehouse",
    grants: {},
    scopes: { 1: [], 2: [], 3: [] },
  });
  const listening = await listen();
  return {
    ...listening,
    commits,
    house: {
      catalog: { system, tools: tools.map((tool) => catalogEntry(tool as never)) },
      url: listening.url,
    },
    open(gatewayUrl) {
      // As `trustGateway` does, with everything in seconds that takes minutes there.
      const keys = createRemoteJWKSet(new URL(ASSERTION.keysPath, gatewayUrl), { cooldownDuration: 500 });
      const trust = { audience: ASSERTION.audience("desk"), keys };
      const product = { system, version: "1", tools, api: () => undefined };
      const app = httpApp({ product, trust, cursors: cursorsWith(randomBytes(32)), log() {} });
      listening.serve(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    },
  };
}
