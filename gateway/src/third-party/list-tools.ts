import { z } from "zod";
import { isObject } from "../protocol/message.ts";
import { type Definition, definitionOf } from "./definition.ts";
import type { McpClient } from "./mcp-client.ts";

const LIMITS = { tools: 200, pages: 20, nameCharacters: 128, definitionCharacters: 64 * 1024, depth: 24 };
const ANY = z.looseObject({});

/** Everything a server lists, by the name it has there; a name that it lists twice is left out, since nobody could say which is meant. */
export async function listTools(
  { client }: Pick<McpClient, "client">,
  server: string,
  timeoutMs: number,
): Promise<Map<string, Definition>> {
  const found = new Map<string, Definition>();
  const twice = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < LIMITS.pages; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const options = { timeout: timeoutMs, maxTotalTimeout: timeoutMs };
    const result: Record<string, unknown> = await client.request(
      { method: "tools/list", params },
      ANY,
      options,
    );
    for (const tool of Array.isArray(result.tools) ? result.tools : [undefined]) {
      const definition = checked(tool, server);
      if (found.has(definition.name)) twice.add(definition.name);
      found.set(definition.name, definition);
      if (found.size > LIMITS.tools) throw new Error(`the server lists more than ${LIMITS.tools} tools`);
    }
    if (typeof result.nextCursor !== "string") {
      for (const name of twice) found.delete(name);
      return found;
    }
    cursor = result.nextCursor;
  }
  throw new Error(`the server's list has more than ${LIMITS.pages} pages`);
}

/** Throws where a tool could not be kept or shown: then the list as a whole is not believed. */
function checked(tool: unknown, server: string): Definition {
  if (!isObject(tool) || typeof tool.name !== "string")
    throw new Error("the server's list of tools holds something else");
  if (tool.name.length === 0 || tool.name.length > LIMITS.nameCharacters || /\p{Cc}/u.test(tool.name))
    throw new Error("the server lists a tool whose name cannot be kept");
  const definition = definitionOf(server, tool);
  if (depthOf(definition) > LIMITS.depth || JSON.stringify(definition).length > LIMITS.definitionCharacters)
    throw new Error(`the server's definition of ${JSON.stringify(tool.name)} is too large to be kept`);
  return definition;
}

function depthOf(value: unknown, room: number = LIMITS.depth + 1): number {
  if (value === null || typeof value !== "object" || room === 0) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((member) => depthOf(member, room - 1)));
}
