import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import type { CatalogEntry } from "@gatehouse/tool";

type Request = { id: unknown; params?: { name?: string } };

/** A server that answers every tool with the least its catalog promises, and tells which were reached: for tests of who may. */
export const answerAnything = (
  tools: readonly CatalogEntry[],
  onCall: (name: string) => void,
): RequestListener => {
  const schemas = new Map(tools.map(({ name, outputSchema }) => [name, outputSchema]));
  return async (request, response) => {
    const { id, params } = JSON.parse(await text(request)) as Request;
    const name = params?.name ?? "";
    onCall(name);
    const structuredContent = leastOf(schemas.get(name) ?? {});
    const result = { content: [], structuredContent, resultType: "complete" };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  };
};

type Schema = { type?: string; enum?: unknown[]; properties?: Record<string, Schema>; required?: string[] };

/** The least value of a schema's form: required members only, empty lists and texts. */
function leastOf(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.type === "string") return "";
  if (schema.type === "array") return [];
  if (schema.type === "boolean") return false;
  if (schema.type === "number" || schema.type === "integer") return 0;
  const { properties = {}, required = [] } = schema;
  return Object.fromEntries(required.map((key) => [key, leastOf(properties[key] ?? {})]));
}
