// What `npm run ask` ends in: a demo person asks Gatehouse one thing through the MCP SDK's own client, for whoever has no
// assistant at hand. Only the demo identity provider lets anybody sign in without a password.
import path from "node:path";
import { parseArgs } from "node:util";
import {
  Client,
  ProtocolError,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
// @boundaries-ignore what runs here is known to the scripts, and scripts are no member
import { portsOfRunning } from "../../scripts/up/instance.ts";
// @boundaries-ignore as above
import { readSettings } from "../../scripts/up/settings.ts";
import { SigningInProvider } from "../support/signing-in-provider.ts";

const USAGE = `usage: npm run ask -- --as <email> [<tool> [<arguments as JSON>] ...]
       without a tool it lists those the person may use; several are asked one after the other
  --url <MCP URL>   default: /mcp of what npm start runs
  --repeat <times>  ask the same again and show the last answer`;
const REPEAT_MAX = 1_000;
const root = path.resolve(import.meta.dirname, "../..");

type Answer = { isError?: boolean; content: { type: string; text?: string }[]; structuredContent?: unknown };

/** A signed-in client, and what to do where it has to sign in again: a change needs a scope that reading did not. */
type Connected = { client: Client; finishSignIn(): Promise<void> };

async function connect(url: URL, email: string): Promise<Connected> {
  const authProvider = new SigningInProvider(email, "http://127.0.0.1:43210/callback");
  const open = async () => {
    const client = new Client({ name: "ask", version: "1" }, { versionNegotiation: { mode: "auto" } });
    const transport = new StreamableHTTPClientTransport(url, { authProvider });
    return { client, transport, connected: client.connect(transport) };
  };
  const connected = ({ client, transport }: Awaited<ReturnType<typeof open>>) => ({
    client,
    finishSignIn: () => transport.finishAuth(authProvider.callback),
  });
  const first = await open();
  try {
    await first.connected;
    return connected(first);
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
    await first.transport.finishAuth(authProvider.callback);
  }
  const second = await open();
  await second.connected;
  return connected(second);
}

/** The structured answer where there is one, indented; a refusal as the sentence that the assistant reads. */
function shown({ isError, content, structuredContent }: Answer): string {
  const texts = content.map(({ text }) => text ?? "").join("\n");
  return isError || structuredContent === undefined ? texts : JSON.stringify(structuredContent, null, 2);
}

/** Words that begin like JSON are the arguments of the tool before them. */
function questionsIn(words: readonly string[]): { name: string; given: Record<string, unknown> }[] {
  const questions: { name: string; given: Record<string, unknown> }[] = [];
  for (const word of words) {
    const last = questions.at(-1);
    if (word.startsWith("{") && last !== undefined) last.given = JSON.parse(word);
    else questions.push({ name: word, given: {} });
  }
  return questions;
}

/** A refusal of the protocol's own is an answer too: the other questions are still asked. */
const answerTo = (asking: Connected, name: string, given: Record<string, unknown>): Promise<string> => {
  const call = () =>
    asking.client.callTool({ name, arguments: given }).then((answer) => shown(answer as Answer));
  return call()
    .catch(async (error: unknown) => {
      // The client has been told to ask for more, and the person has agreed meanwhile.
      if (!(error instanceof UnauthorizedError)) throw error;
      await asking.finishSignIn();
      return call();
    })
    .catch((error: unknown) => {
      if (error instanceof ProtocolError) return error.message;
      throw error;
    });
};

async function ask(): Promise<string> {
  const options = { as: { type: "string" }, url: { type: "string" }, repeat: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const questions = questionsIn(positionals);
  if (values.as === undefined) return USAGE;
  const { publicUrl, dataFolder, ports } = readSettings(root, [], process.env);
  const running = portsOfRunning(dataFolder)?.gateway ?? ports.gateway;
  const base = process.env.GATEHOUSE_PUBLIC_URL ? publicUrl : `http://127.0.0.1:${running}`;
  const asking = await connect(new URL(values.url ?? `${base}/mcp`), values.as);
  try {
    if (questions.length === 0) {
      const { tools } = await asking.client.listTools();
      return tools.map((tool) => `${tool.name.padEnd(34)} ${tool.title ?? ""}`).join("\n");
    }
    const times = Math.min(Number(values.repeat ?? 1), REPEAT_MAX);
    const answers: string[] = [];
    for (const { name, given } of questions) {
      let said = USAGE;
      for (let time = 0; time < times; time += 1) said = await answerTo(asking, name, given);
      answers.push(questions.length > 1 ? `${name}:\n${said}` : said);
    }
    return answers.join("\n\n");
  } finally {
    await asking.client.close();
  }
}

try {
  process.stdout.write(`${await ask()}\n`);
} catch (error) {
  const code = codeIn(error);
  process.stdout.write(
    code === "ECONNREFUSED"
      ? "Nothing listens there; run npm start first.\n"
      : `${(error as Error).message}\n`,
  );
  process.exitCode = 1;
}

/** The system's error code at the bottom of a chain of causes. */
function codeIn(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: unknown };
  return cause === undefined ? code : codeIn(cause);
}
