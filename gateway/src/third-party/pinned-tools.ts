import type { CatalogEntry, ToolError } from "@gatehouse/tool";
import type { Log } from "../observe/log.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import { gatewayName } from "./config.ts";
import { declaredCatalog } from "./declared-catalog.ts";
import { differences, hashOf } from "./definition.ts";
import { closedTool, type PinnedTool, pinnedTool, unapprovedTool } from "./pinned-tool.ts";
import { type Pin, type Standing, standingOf } from "./pins.ts";
import type { ThirdPartySettings } from "./settings.ts";

/** Why a tool is callable or not; `unusable` is one that was approved in a form that cannot be used here. */
export type ToolStanding = Standing | "unusable";

/** The configured tools of one third party, as approved. */
export type PinnedTools = {
  /** Another list whenever any of them has changed. */
  current(): readonly KnownTool[];
  /** Takes what the database says. True where the tools have become others by it. */
  take(pins: ReadonlyMap<string, Pin>): boolean;
  /** By the gateway's name for it; undefined where the tool may be called as this one. */
  refusalOf(tool: KnownTool): ToolError | undefined;
  upstreamNameOf(tool: KnownTool): string;
  /** Every configured tool as it stands, by the server's name for it. */
  standings(): ReadonlyMap<string, ToolStanding>;
};

type Made = { hash: string; tool: PinnedTool | undefined };

/** Until the first `take` all are closed. */
export function pinnedTools(settings: ThirdPartySettings, log: Log, onUnseen: () => void): PinnedTools {
  const { id, title, tools: declared } = settings;
  const entries = new Map(
    declaredCatalog(id, { title, tools: declared }).tools.map((entry) => [entry.name, entry]),
  );
  const names = new Map(Object.keys(declared).map((name) => [gatewayName(id, name), name]));
  const made = new Map<string, Made>();
  let pins: ReadonlyMap<string, Pin> = new Map();
  let tools: readonly KnownTool[] = [];

  const standing = (name: string): ToolStanding => {
    const stands = standingOf(pins.get(name));
    return stands === "open" && made.get(name)?.tool === undefined ? "unusable" : stands;
  };
  const refusalOf = (shownAs: string, fits: KnownTool["fits"]): ToolError | undefined => {
    const name = names.get(shownAs) ?? "";
    const stands = standing(name);
    if (stands === "unseen") onUnseen();
    if (stands !== "open") return closedTool(shownAs, stands, settings);
    // Another definition may have been approved since this one was looked up: then it is not what was decided on.
    return made.get(name)?.tool?.fits === fits ? undefined : closedTool(shownAs, "changed", settings);
  };
  /** Made once for each definition, which stays what it was for as long as a changed tool is closed. */
  const make = (name: string, { definition }: Pin): PinnedTool | undefined => {
    if (definition === null) {
      made.delete(name);
      return undefined;
    }
    const hash = hashOf(definition);
    const before = made.get(name);
    if (before?.hash === hash) return before.tool;
    const tool = madeFrom(settings, name, definition, log);
    made.set(name, { hash, tool });
    return tool;
  };
  const known = (shownAs: string, name: string): KnownTool => {
    const pin = pins.get(name);
    const approved = pin && make(name, pin);
    const tool = approved ?? unapprovedTool(id, entries.get(shownAs) as CatalogEntry);
    const refusal = () => refusalOf(shownAs, tool.fits);
    return { ...tool, pin: { isListed: approved !== undefined, refusal } };
  };
  return {
    current: () => tools,
    take(fresh) {
      for (const name of names.values())
        if (standingOf(pins.get(name)) !== "changed") sayIfChanged(id, fresh.get(name), log);
      pins = fresh;
      const next = [...names].map(([shownAs, name]) => known(shownAs, name));
      const isSame = next.length === tools.length && next.every((tool, at) => isSameTool(tool, tools[at]));
      if (!isSame) tools = next;
      return !isSame;
    },
    refusalOf: ({ entry, fits }) => refusalOf(entry.name, fits),
    upstreamNameOf: ({ entry }) => names.get(entry.name) as string,
    standings: () => new Map([...names.values()].map((name) => [name, standing(name)])),
  };
}

function madeFrom(
  { id, tools }: ThirdPartySettings,
  name: string,
  definition: NonNullable<Pin["definition"]>,
  log: Log,
): PinnedTool | undefined {
  const declared = tools[name];
  try {
    return declared && pinnedTool(id, name, declared, definition);
  } catch (error) {
    log.error({ error, system: id, tool: name }, "an approved tool of a third party cannot be used");
    return undefined;
  }
}

/** Whoever looked at the server, every gateway says so itself: the look may have been a command's. */
function sayIfChanged(system: string, pin: Pin | undefined, log: Log): void {
  if (pin === undefined || standingOf(pin) !== "changed") return;
  const changed = differences(pin.definition, pin.seen).map(({ at }) => at);
  log.warn(
    { system, tool: pin.name, changed },
    "a third party changed a tool; it is closed until approved again",
  );
}

/** A definition is compiled once, so what checks the arguments tells one from another. */
const isSameTool = (one: KnownTool, other: KnownTool | undefined): boolean =>
  one.fits === other?.fits && one.pin?.isListed === other.pin?.isListed;
