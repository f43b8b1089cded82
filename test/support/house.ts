import { writeFile } from "node:fs/promises";
import { type Gateway, openGateway, readConfig, settingsFrom } from "@gatehouse/gateway";
import { stringify } from "yaml";
import type { TestDatabase } from "./database.ts";
import { furnishHouse, type HouseOptions, type Tokens, tokensFor } from "./house-config.ts";

export { CLIENT_ID, freePort, type HouseSystem, isFree, secrets, type Tokens } from "./house-config.ts";

export type LogLine = { level: "info" | "warn" | "error"; message: string; details: Record<string, unknown> };

/** A whole gateway in this process, on a fresh database, with the demo people's login and the given systems. */
export type House = {
  url: string;
  gateway: Gateway;
  database: TestDatabase;
  /** The configuration as it stands in the file. */
  config: Record<string, unknown>;
  /** Saves a changed configuration, as an administrator's editor would. */
  save(change: (config: Record<string, unknown>) => void): Promise<void>;
  logLines: LogLine[];
  /** What `gatehouse` commands need in their environment. */
  env: Record<string, string>;
  configFile: string;
  /** Signs a demo person in and returns the tokens for one MCP URL. */
  tokensOf(email: string, path?: string, scope?: string): Promise<Tokens>;
  stop(): Promise<void>;
};

export async function openHouse(options: HouseOptions): Promise<House> {
  const furnished = await furnishHouse(options);
  const { url, database, config, env, configFile } = furnished;
  const checked = readConfig(configFile);
  const logLines: LogLine[] = [];
  const gateway = await openGateway(checked, settingsFrom(checked, env), logInto(logLines) as never);
  return {
    url,
    gateway,
    database,
    config,
    logLines,
    env,
    configFile,
    async save(change) {
      change(config);
      await writeFile(configFile, stringify(config));
    },
    tokensOf: tokensFor(url),
    async stop() {
      await gateway.close();
      await furnished.stop();
    },
  };
}

function logInto(lines: LogLine[]) {
  const write = (level: LogLine["level"]) => (details: object, message: string) =>
    void lines.push({ level, message, details: { ...details } });
  return { info: write("info"), warn: write("warn"), error: write("error") };
}
