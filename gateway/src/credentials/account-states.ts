import type { Phase } from "@gatehouse/tool";
import type { ConnectionRow, Connections } from "./connections.ts";
import type { Source } from "./sources.ts";

/** How a person stands with one system's vendor, as pages, `gatehouse_whoami` and commands tell it. */
export type AccountState = {
  system: string;
  title: string;
  /** `not_needed`: nothing is to be connected. `ended`: the vendor accepts the connection no longer. */
  state: "connected" | "not_connected" | "ended" | "not_needed";
  /** What makes or renews it: connecting an account, or signing in again; undefined where nothing does. */
  by: "connect" | "sign-in" | undefined;
  /** How calls are made where nothing is to be connected. */
  means: "own word" | "shared" | undefined;
  connection: ConnectionRow | undefined;
  /** The highest phase whose scopes were granted. */
  phase: Phase | undefined;
  /** When the vendor will want to be asked again, where that is known. */
  endsAt: Date | undefined;
};

const DAY_MS = 86_400_000;

/** One person's state with every system the gateway signs in to, in the order of the configuration. */
export async function accountStates(
  sources: ReadonlyMap<string, Source>,
  connections: Pick<Connections, "of">,
  person: string,
): Promise<AccountState[]> {
  const rows = new Map((await connections.of(person)).map((row) => [row.system, row]));
  return [...sources.values()].map((source) => stateOf(source, rows.get(source.place)));
}

function stateOf(source: Source, connection: ConnectionRow | undefined): AccountState {
  const { system, prerequisite, identity } = source;
  const common = { system: system.id, title: system.title, phase: undefined, endsAt: undefined };
  if (prerequisite === "nothing") {
    const means = identity === "service" ? "shared" : "own word";
    return { ...common, state: "not_needed", by: undefined, means, connection: undefined };
  }
  const by = prerequisite === "connection" ? "connect" : "sign-in";
  const state = connection === undefined ? "not_connected" : connection.state;
  const phase = connection && by === "connect" ? phaseIn(source, connection.scopes) : undefined;
  return { ...common, state, by, means: undefined, connection, phase, endsAt: endOf(source, connection) };
}

function phaseIn({ system: { scopes } }: Source, granted: readonly string[]): Phase {
  const has = (phase: Phase) =>
    scopes[phase].every((scope) => granted.some((one) => lastPart(one) === lastPart(scope)));
  return has(3) ? 3 : has(2) ? 2 : 1;
}

/** Microsoft answers with or without the resource in front. */
const lastPart = (scope: string): string | undefined => scope.split("/").at(-1);

function endOf({ system }: Source, connection: ConnectionRow | undefined): Date | undefined {
  const days = system.grants.person?.connectionDays;
  if (connection?.state !== "connected" || days === undefined) return undefined;
  return new Date(connection.connectedAt.getTime() + days * DAY_MS);
}
