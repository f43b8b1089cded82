import { createServer } from "node:http";
import { catalogEntry, type Tool, toolFor } from "@gatehouse/tool";
import { z } from "zod";

/**
 * The fastest MCP server we can write: it reads no assertion, knows no SDK and answers from prepared bytes, so that what a
 * measurement sees is the gateway. What it answers can be checked: the echoed text, or the rows.
 */
const defineTool = toolFor<undefined>();
const neverRun = async (): Promise<never> => {
  throw new Error("the fast server answers by itself");
};
const row = z.object({ id: z.string(), text: z.string() });

export const fastTools: readonly Tool<undefined>[] = [
  defineTool({
    name: "fast_echo",
    title: "Echo",
    description: "Repeats a text.",
    phase: 1,
    risk: "read",
    input: z.strictObject({ text: z.string().max(1_000) }),
    output: z.object({ text: z.string() }),
    example: { text: "hello" },
    handler: neverRun,
  }),
  defineTool({
    name: "fast_list_rows",
    title: "List rows",
    description: "Returns about 50 KB of rows.",
    phase: 1,
    risk: "read",
    input: z.strictObject({}),
    output: z.object({ items: z.array(row) }),
    example: {},
    handler: neverRun,
  }),
];

export const fastCatalog = {
  system: { id: "fast", title: "Fast", vendor: "Gatehouse" },
  tools: fastTools.map((tool) => catalogEntry(tool as never)),
};

const ROWS = Array.from({ length: 350 }, (_, index) => ({ id: String(index), text: "x".repeat(48) }));
/** Structured only, so that the answer is what it says: 50 KB. */
const ROWS_RESULT = JSON.stringify({
  content: [],
  structuredContent: { items: ROWS },
  resultType: "complete",
});

type Request = { id: unknown; method: string; params?: { name?: string; arguments?: { text?: string } } };

/** What the last requests carried, for tests of what goes out. */
export type Seen = { headers: Record<string, string | string[] | undefined>; body: string };

export function fastServer(onRequest?: (seen: Seen) => void) {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      onRequest?.({ headers: request.headers, body });
      const answer = Buffer.from(answerTo(JSON.parse(body) as Request));
      response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
      response.end(answer);
    });
  });
}

const LIST = JSON.stringify({
  tools: fastCatalog.tools.map(({ name, title, description, inputSchema }) => ({
    name,
    title,
    description,
    inputSchema,
  })),
  resultType: "complete",
});

function answerTo({ id, method, params }: Request): string {
  const result =
    method === "tools/list"
      ? LIST
      : params?.name === "fast_list_rows"
        ? ROWS_RESULT
        : echo(params?.arguments?.text ?? "");
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
}

const echo = (text: string) =>
  JSON.stringify({ content: [{ type: "text", text }], structuredContent: { text }, resultType: "complete" });
