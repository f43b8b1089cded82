import { KEY_KINDS, type KeyKind } from "../authorization/keys/key-set.ts";
import { rotateFile, statesOf } from "../authorization/keys/rotate-keys.ts";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { say } from "./output.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** Adds a key that signs after `in`, and drops those that nothing relies on any more. Only a file can be rotated. */
export async function rotateKeys(
  kind: string,
  { in: wait, config }: { in: string; config: string },
): Promise<void> {
  const source = settingsFrom(readConfig(config), process.env).keys[kindOf(kind)];
  if (source.file === undefined)
    throw new Error(
      `keys.${kind} comes from the environment, which this command cannot change: write { file: PATH } in the configuration`,
    );
  const { added, dropped } = await rotateFile(source.kind, source.file, { inSeconds: secondsOf(wait) });
  const from = new Date((added.signsFrom ?? 0) * 1000).toISOString();
  say(`added ${added.kid}, which signs from ${from}; running gateways read the file by themselves`);
  for (const kid of dropped) say(`dropped ${kid}: what it signed has ended`);
}

/** One line for each key of a kind, or of all; never its material. */
export function listKeys(kind: string | undefined, { config }: { config: string }): void {
  const { keys } = settingsFrom(readConfig(config), process.env);
  for (const each of kind === undefined ? KEY_KINDS : [kindOf(kind)])
    for (const { kid, state, since } of statesOf(keys[each].keys))
      say(
        `${each.padEnd(9)} ${kid.padEnd(16)} ${state.padEnd(8)} ${since?.toISOString() ?? "from the beginning"}`,
      );
}

function kindOf(text: string): KeyKind {
  const kind = KEY_KINDS.find((known) => known === text);
  if (kind === undefined) throw new Error(`${text} is none of ${KEY_KINDS.join(", ")}`);
  return kind;
}

function secondsOf(text: string): number {
  const [, digits, unit = ""] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  if (digits === undefined) throw new Error("--in must be a time such as 10m, 90s or 1h");
  return Number(digits) * (UNITS[unit] ?? 1);
}
