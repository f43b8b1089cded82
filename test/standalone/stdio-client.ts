import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { type Environment, kept } from "./program.ts";

/** Opens a server over stdio as a developer's own client does. `oddities` is what it wrote that was no protocol. */
export async function overStdio(file: string, env: Environment) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [file, "--stdio"],
    env: kept(env),
    stderr: "pipe",
  });
  const client = new Client({ name: "developer", version: "1" });
  const oddities: string[] = [];
  // Each line that is no message of the protocol is an error of the transport.
  client.onerror = ({ message }) => oddities.push(message);
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    oddities,
    tools: async () => (await client.listTools()).tools,
    /** What a tool answered; throws what it said where it failed. */
    // biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape.
    async call(name: string, given: Record<string, unknown>): Promise<any> {
      const { isError, structuredContent, content } = await client.callTool({ name, arguments: given });
      if (isError) throw new Error(JSON.stringify(content));
      return structuredContent;
    },
    close: () => client.close(),
  };
}
