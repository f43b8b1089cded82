import type { Case } from "./cases.ts";

type Answers = { ours: string; theirs: string };

/** A way in which we mean to answer other than the SDK: why, and which requests it covers. */
type Difference = { reason: string; covers(one: Case, answers: Answers): boolean };

const LEGACY = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
const VERSION = "io.modelcontextprotocol/protocolVersion";
const INFO = "io.modelcontextprotocol/clientInfo";

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? (value as Fields) : {};
const paramsOf = ({ body }: Case) => fieldsOf(fieldsOf(body).params);
const metaOf = (one: Case) => fieldsOf(paramsOf(one)._meta);
const versionOf = ({ headers }: Case) => headers["mcp-protocol-version"]?.trim();
const isAnswer = ({ body }: Case) =>
  !("method" in fieldsOf(body)) && ("result" in fieldsOf(body) || "error" in fieldsOf(body));
const isNotification = ({ body }: Case) => "method" in fieldsOf(body) && !("id" in fieldsOf(body));

export const differences: readonly Difference[] = [
  {
    reason: "an array is refused even if all in it is legacy: counting and recording are per request",
    covers: ({ body }, { ours, theirs }) =>
      Array.isArray(body) && ours === "400 -32600" && theirs === "legacy",
  },
  {
    reason: "a revision that nobody serves is refused by the name of the fault, and not left to a later step",
    covers: (one, { ours }) => {
      const version = versionOf(one);
      return (
        ours === "400 -32022" &&
        version !== undefined &&
        !LEGACY.includes(version) &&
        !(VERSION in metaOf(one))
      );
    },
  },
  {
    reason:
      "an answer is acknowledged unread, because a stateless server asked nothing: its shape is no matter",
    covers: (one, { ours, theirs }) => isAnswer(one) && ours === "legacy" && theirs === "400 -32600",
  },
  {
    reason: "members that JSON-RPC does not know are left out rather than refused",
    covers: ({ body }, { theirs }) => "extra" in fieldsOf(body) && theirs === "400 -32600",
  },
  {
    reason: "who a client says it is may be missing, is never relied on, and so may also be nonsense",
    covers: (one, { ours, theirs }) => {
      const alone = theirs === "400 -32602" && ["modern", "400 -32020"].includes(ours);
      return typeof metaOf(one)[INFO] === "string" && alone;
    },
  },
  {
    reason:
      "initialize with a claim to be modern is judged by that claim even where it is broken, and never served",
    covers: (one, { ours }) =>
      fieldsOf(one.body).method === "initialize" && VERSION in metaOf(one) && ours !== "legacy",
  },
  {
    reason:
      "a notification is acknowledged and nothing else, so its Mcp-Method routes nothing and is not compared",
    covers: (one, { theirs }) =>
      isNotification(one) &&
      theirs === "400 -32020" &&
      one.headers["mcp-method"] !== fieldsOf(one.body).method,
  },
  {
    reason:
      "without a name in the body there is nothing to compare Mcp-Name with: the call fails for want of a name",
    covers: (one, { ours, theirs }) =>
      typeof paramsOf(one).name !== "string" && ours === "modern" && theirs === "400 -32020",
  },
  {
    reason: "a name that begins like coded text must come coded, so that no two readers can differ about it",
    covers: ({ headers }, { ours, theirs }) =>
      headers["mcp-name"] === "=?base64?" && ours === "400 -32020" && theirs === "modern",
  },
];
