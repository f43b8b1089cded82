// What `npm run ask` ends in: a demo person asks Gatehouse one thing through the MCP SDK's own client, for whoever has no
// assistant at hand. Only the demo identity provider lets anybody sign in without a password.
import path from "node:path";
import { parseArgs } from "node:util";
import { ProtocolError } from "@modelcontextprotocol/client";
// @boundaries-ignore what runs here is known to the scripts, and scripts are no member
import { portsOfRunning } from "../../scripts/up/instance.ts";
// @boundaries-ignore as above
import { readSettings } from "../../scripts/up/settings.ts";
import { type Answer, type Assistant, openAssistant } from "../support/assistant.ts";
import { connectAccount } from "../support/connect-account.ts";

const USAGE = `usage: npm run ask -- --as <email> [<tool> [<arguments as JSON>] ...]
       without a tool it lists those the person may use; several are asked one after the other
  --url <MCP URL>   default: /mcp of what npm start runs
  --repeat <times>  ask the same again and show the last answer
  --connect <system>  before anything else, connect the person's own account there; tools need none with it`;
const REPEAT_MAX = 1_000;
const root = path.resolve(import.meta.dirname, "../..");

/**
 * The structured answer where there is one, indented; a refusal as the sentence that the assistant reads, and so a change that
 * waits for somebody, before its details.
 */
function shown({ isError, content, structuredContent }: Answer): string {
  const texts = content.map(({ text }) => text ?? "");
  if (isError || structuredContent === undefined) return texts.join("\n");
  const { gatehouse_request: waiting } = structuredContent;
  if (waiting !== undefined) return `${texts[0]}\n\n${JSON.stringify(waiting, null, 2)}`;
  return JSON.stringify(structuredContent, null, 2);
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
const answerTo = (asking: Assistant, name: string, given: Record<string, unknown>): Promise<string> =>
  asking
    .call(name, given)
    .then(shown)
    .catch((error: unknown) => {
      if (error instanceof ProtocolError) return error.message;
      throw error;
    });

async function ask(): Promise<string> {
  const text = { type: "string" } as const;
  const options = { as: text, url: text, repeat: text, connect: text };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const questions = questionsIn(positionals);
  if (values.as === undefined) return USAGE;
  const { publicUrl, dataFolder, ports } = readSettings(root, [], process.env);
  const running = portsOfRunning(dataFolder)?.gateway ?? ports.gateway;
  const base = process.env.GATEHOUSE_PUBLIC_URL ? publicUrl : `http://127.0.0.1:${running}`;
  const connected = values.connect && (await connectAccount(base, values.connect, values.as));
  if (connected && questions.length === 0) return connected;
  const asking = await openAssistant(new URL(values.url ?? `${base}/mcp`), values.as);
  try {
    if (questions.length === 0) {
      const { tools } = await asking.client.listTools();
      return tools.map((tool) => `${tool.name.padEnd(34)} ${tool.title ?? ""}`).join("\n");
    }
    const times = Math.min(Number(values.repeat ?? 1), REPEAT_MAX);
    const answers = connected ? [connected] : [];
    for (const { name, given } of questions) {
      let said = USAGE;
      for (let time = 0; time < times; time += 1) said = await answerTo(asking, name, given);
      answers.push(questions.length > 1 ? `${name}:\n${said}` : said);
    }
    return answers.join("\n\n");
  } finally {
    await asking.close();
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
