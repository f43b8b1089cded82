import { Hono } from "hono";
import { badRequest, jsonParserError } from "../errors.ts";
import type { Call, Env, Org } from "../org.ts";
import { isObject, readJson } from "../rows/read-json.ts";
import type { Dispatch, SubAnswer } from "./dispatch.ts";
import { fillReferences, MissingReference, type Results } from "./references.ts";

/** Subrequests of one composite or batch, and nodes of a graph (reference, section 3). */
const partsMax = 25;
const nodesMax = 500;

type Part = { method: string; url: string; referenceId: string; body?: unknown; httpHeaders?: unknown };
type PartAnswer = {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string;
};

/** Several calls in one: `/composite`, `/composite/batch` and `/composite/graph`. The outer answer is 200 whatever the parts do. */
export function compositeRoutes(org: Org, dispatch: Dispatch) {
  return new Hono<Env>()
    .post("/composite", async (c) => {
      const { allOrNone = false, compositeRequest } = await readJson(c.req.raw);
      // Also the way around the bound of addresses: a long query travels as the url of a part.
      const parts = readParts(compositeRequest, partsMax);
      return c.json({
        compositeResponse: await runParts(org, c.env.call, dispatch, parts, allOrNone === true),
      });
    })
    .post("/composite/graph", async (c) => {
      const { graphs } = await readJson(c.req.raw);
      if (!Array.isArray(graphs)) throw jsonParserError("graphs is missing");
      const answers = [];
      // Each graph is a transaction of its own; one that fails leaves the others done.
      for (const graph of graphs as { graphId?: string; compositeRequest?: unknown }[]) {
        const parts = readParts(graph.compositeRequest, nodesMax);
        const compositeResponse = await runParts(org, c.env.call, dispatch, parts, true);
        const isSuccessful = compositeResponse.every(({ httpStatusCode }) => httpStatusCode < 400);
        answers.push({ graphId: graph.graphId, graphResponse: { compositeResponse }, isSuccessful });
      }
      return c.json({ graphs: answers });
    })
    .post("/composite/batch", async (c) => {
      // Parts of a batch are independent of each other: no references, no rollback, only an early end on request.
      const { batchRequests, haltOnError = false } = await readJson(c.req.raw);
      if (!Array.isArray(batchRequests)) throw jsonParserError("batchRequests is missing");
      if (batchRequests.length > partsMax) throw tooMany(partsMax);
      const results: { statusCode: number; result: unknown }[] = [];
      for (const { method = "GET", url = "", richInput } of batchRequests as Record<string, string>[]) {
        const hasFailed = results.some(({ statusCode }) => statusCode >= 400);
        if (haltOnError === true && hasFailed) {
          results.push({ statusCode: 412, result: [batchHalted] });
          continue;
        }
        // Batch parts name their version without the leading path, `v66.0/sobjects/...`; both spellings are taken.
        const path = url.startsWith("/services") ? url : `/services/data/${url.replace(/^\//, "")}`;
        const answer = await dispatch(c.env.call, { method, url: path, body: richInput });
        results.push({ statusCode: answer.status, result: answer.body });
      }
      return c.json({ hasErrors: results.some(({ statusCode }) => statusCode >= 400), results });
    });
}

/** What the parts after a failed one answer under `haltOnError`. */
const batchHalted = {
  errorCode: "BATCH_PROCESSING_HALTED",
  message: "Batch processing halted per request specification",
};

const tooMany = (limit: number) =>
  badRequest("LIMIT_EXCEEDED", `The number of subrequests is more than the limit of ${limit}.`);

/** Refuses the whole call before any part has run, so that a malformed one changes nothing. */
function readParts(value: unknown, limit: number): Part[] {
  if (!Array.isArray(value)) throw jsonParserError("compositeRequest is missing");
  if (value.length > limit) throw tooMany(limit);
  return value.map((part) => {
    if (!isObject(part) || typeof part.url !== "string" || typeof part.referenceId !== "string") {
      throw badRequest("INVALID_REQUEST", "Every subrequest needs method, url and referenceId.");
    }
    const { method = "GET", url, referenceId, body, httpHeaders } = part;
    return { method: String(method), url, referenceId, body, httpHeaders };
  });
}

/** What a part shows that failed only because another did [recalled]. */
const halted = (referenceId: string, message: string): PartAnswer => ({
  body: [{ errorCode: "PROCESSING_HALTED", message }],
  httpHeaders: {},
  httpStatusCode: 400,
  referenceId,
});

const rolledBack = "The transaction was rolled back since another operation in the same transaction failed.";

/** Runs the parts in order, each able to refer to what the ones before it answered. */
async function runParts(
  org: Org,
  call: Call,
  dispatch: Dispatch,
  parts: Part[],
  allOrNone: boolean,
): Promise<PartAnswer[]> {
  const answers: PartAnswer[] = [];
  const results: Results = new Map();
  // A part that failed gives nothing to refer to; whoever refers to it fails as well.
  const run = async (): Promise<boolean> => {
    for (const part of parts) {
      const answer = await runPart(call, dispatch, part, results);
      answers.push(answer);
      if (answer.httpStatusCode < 400) results.set(part.referenceId, answer.body);
      else if (allOrNone) return false;
    }
    return true;
  };
  if (!allOrNone) {
    await run();
    return answers;
  }
  if (await org.store.transaction(run)) return answers;
  // After a rollback every other part shows the halt, those that had succeeded too: their ids are void.
  const failed = answers.at(-1);
  return parts.map(({ referenceId }) =>
    failed?.referenceId === referenceId ? failed : halted(referenceId, rolledBack),
  );
}

/** One part, as if it had been sent by itself with its own headers; conditional requests work inside. */
async function runPart(call: Call, dispatch: Dispatch, part: Part, results: Results): Promise<PartAnswer> {
  try {
    const filled = fillReferences({ url: part.url, body: part.body }, results) as Pick<Part, "url" | "body">;
    const headers = isObject(part.httpHeaders) ? (part.httpHeaders as Record<string, string>) : {};
    const answer = await dispatch(call, { method: part.method, headers, ...filled });
    return {
      body: answer.body,
      httpHeaders: headersOf(answer),
      httpStatusCode: answer.status,
      referenceId: part.referenceId,
    };
  } catch (error) {
    if (error instanceof MissingReference) return halted(part.referenceId, error.message);
    throw error;
  }
}

/** The few headers that a part repeats; all others belong to the outer answer. */
function headersOf({ headers }: SubAnswer): Record<string, string> {
  const shown = {
    Location: headers.get("location"),
    ETag: headers.get("etag"),
    "Last-Modified": headers.get("last-modified"),
  };
  return Object.fromEntries(
    Object.entries(shown).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
