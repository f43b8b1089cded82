import type { Secrets } from "./secrets.ts";
import type { Listener, Settings } from "./settings.ts";

/** One program of ours: a file that node runs. It prints one JSON line with `listening` as soon as it serves. */
export interface ProgramPlan {
  /** Names the log file; `listener` gives its title and port. */
  name: string;
  listener: Exclude<Listener, "database">;
  /** From the root of the checkout. */
  file: string;
  arguments?: string[];
  nodeOptions?: readonly string[];
  env: Record<string, string>;
  /** How long it may take to end before it is ended by force; see `endProcess` for the usual time. */
  graceMs?: number;
  /** Answers 200 once the program can do its work. */
  readyPath?: string;
}

export interface ProgramFacts {
  settings: Settings;
  secrets: Secrets;
  databaseUrl: string;
}

/**
 * The application that Gatehouse is at the demo login, which plays the company's Entra tenant: SharePoint's simulator takes its
 * word for people.
 */
export const DEMO_APP = "gatehouse";

/** The server of one system and the simulator it talks to. */
export interface SystemPrograms {
  simulator: ProgramPlan;
  server: ProgramPlan;
}

/** Where a program of ours listens. */
export const originOf = ({ settings }: ProgramFacts, listener: Listener) =>
  `http://127.0.0.1:${settings.ports[listener]}`;
