import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Log } from "../observe/log.ts";
import type { PhaseBook } from "../phases/phase-book.ts";
import { issuersOf, type Policy, policyFrom } from "../rules/policy.ts";
import { type Checked, readConfig, type Settings } from "./settings.ts";
import { watchFile } from "./watch-file.ts";

const POLL_MS = 5_000;

export type LivePolicy = {
  current: () => Policy;
  /** The configuration that the policy was made of: the newest valid one, with the administrators of the start. */
  config: () => Checked["config"];
  close(): void;
};

/**
 * The rules in force. A saved change of roles, people, limits, raised tools, approvals and of what phases are opened on counts
 * at the next request, and so does every phase that opens or closes; of anything else it is said that it takes a restart. A file that does not pass its checks is told to the log and changes nothing, so that a slip
 * of the pen can neither open nor close a door.
 */
export function livePolicy(
  first: Checked,
  { identityProviders }: Pick<Settings, "identityProviders">,
  book: Pick<PhaseBook, "state">,
  log: Log,
  pollMs = POLL_MS,
): LivePolicy {
  const issuers = issuersOf(identityProviders);
  const writes = writesIn(first.catalogs);
  const file = path.resolve(first.loaded.folder, path.basename(first.loaded.file));
  let { config } = first;
  let { open } = book.state();
  let policy = policyFrom(config, issuers, open, writes);

  const current = () => {
    const now = book.state().open;
    if (now !== open) {
      open = now;
      policy = policyFrom(config, issuers, open, writes);
    }
    return policy;
  };

  const reload = () => {
    try {
      const next = readConfig(file);
      const waiting = changedAtRest(first, next);
      if (waiting.length > 0)
        log.warn({ settings: waiting }, "these settings have changed and take effect only after a restart");
      // Who administers is one truth for rules, approvals, phases and pages: it changes with a restart only.
      const { administrators } = first.config;
      const here = { ...next.config, administrators };
      const rules = policyFrom(here, issuers, open, writes);
      config = here;
      if (rules.version === policy.version) return;
      policy = rules;
      log.info({ policy: policy.version }, "new rules are in force");
    } catch (error) {
      log.error(
        { error, policy: policy.version },
        "the changed rules are not valid; the former ones stay in force",
      );
    }
  };
  const watched = watchFile(file, {
    onChange: reload,
    onBlind: (error) => log.warn({ error }, "the rules are no longer watched, only looked at"),
    pollMs,
  });
  return { current, config: () => config, close: watched.close };
}

/** Names of all tools that change something. Which there are changes with a restart only. */
export const writesIn = (catalogs: Checked["catalogs"]): ReadonlySet<string> =>
  new Set(
    Object.values(catalogs).flatMap(({ tools }) =>
      tools.filter(({ risk }) => risk !== "read").map(({ name }) => name),
    ),
  );

/** Settings that differ from those this process started with, and that no policy is made of. */
function changedAtRest(first: Checked, next: Checked): string[] {
  const [before, after] = [first, next].map(atRest) as [Record<string, unknown>, Record<string, unknown>];
  return Object.keys({ ...before, ...after }).filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

function atRest({ config, catalogs }: Checked): Record<string, unknown> {
  const { roles: _roles, people: _people, limits: _limits, systems, ...others } = config;
  const { phases: _phases, approvals: _approvals, ...rest } = others;
  const still = Object.entries(systems).map(([id, { raise: _raise, approvals: _rules, ...system }]) => [
    `systems.${id}`,
    system,
  ]);
  return { ...rest, ...Object.fromEntries(still), catalogs };
}
