import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { signIn } from "../support/headless-sign-in.ts";

const PROGRAM = fileURLToPath(
  import.meta.resolve("@modelcontextprotocol/inspector/clients/launcher/build/index.js"),
);

type Ended = { code: number | null; answer: unknown; signIns: number; said: string };

/**
 * An Inspector with a home of its own, whose browser is a demo person that presses the buttons at once. `more` is added to its
 * environment.
 */
export async function installInspector(
  url: string,
  asWhom: string[],
  email = "amara.osei@halden.example",
  more: Record<string, string> = {},
) {
  const home = await mkdtemp(path.join(os.tmpdir(), "gatehouse-inspector-"));
  const always = ["--cli", url, "--transport", "http", "--format", "json"];
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    MCP_STORAGE_DIR: home,
    MCP_INSPECTOR_SECRET_STORE: "file",
    // Without a terminal it signs in only when told to open a browser; this one closes at once.
    MCP_AUTO_OPEN_ENABLED: "true",
    BROWSER: "true",
    ...more,
  };
  const run = async (...args: string[]): Promise<Ended> => {
    const child = spawn(process.execPath, [PROGRAM, ...always, ...asWhom, ...args], { env });
    child.stdin.end();
    const signIns: Promise<unknown>[] = [];
    let out = "";
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      const shown = /navigate to: (\S+)\n/.exec(said)?.[1];
      if (shown !== undefined && signIns.length === 0)
        signIns.push(signIn(shown, { email }).then((back) => fetch(back)));
    });
    const { promise, resolve } = Promise.withResolvers<number | null>();
    child.on("close", resolve);
    const code = await promise;
    await Promise.all(signIns);
    return { code, answer: out === "" ? undefined : JSON.parse(out).result, signIns: signIns.length, said };
  };
  const secrets = path.join(home, "secrets.json");
  return {
    run,
    readSecrets: () => readFile(secrets, "utf8"),
    writeSecrets: (text: string) => writeFile(secrets, text),
    uninstall: () => rm(home, { recursive: true }),
  };
}

/** The arguments of one call of the measured tool. */
export const echo = (text: string) => [
  "--method",
  "tools/call",
  "--tool-name",
  "fast_echo",
  "--tool-arg",
  `text=${text}`,
];

/** The one it keeps. */
export const accessToken = (secrets: string) => /access_token\\":\\"([^\\]+)\\"/.exec(secrets)?.[1] ?? "";
