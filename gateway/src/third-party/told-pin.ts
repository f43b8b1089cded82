import { cleanTexts, textParts } from "@gatehouse/tool";
import { type Definition, differences } from "./definition.ts";
import type { Pin } from "./pins.ts";

/** A text with every character that nobody would see shown by its name. */
export const marked = (text: string): string =>
  textParts(text)
    .map((part) => ("text" in part ? part.text : `[${part.mark}]`))
    .join("");

/** Any value on one line. */
const told = (value: unknown): string => marked(JSON.stringify(value) ?? "");

/** What approving this tool as it was seen would change, place by place; nothing where it is as approved. */
export function changeLines({ definition, seen }: Pick<Pin, "definition" | "seen">): string[] {
  return differences(definition ?? {}, seen ?? {}).flatMap(({ at, before, after }) => [
    ...(before === undefined ? [] : [`- ${marked(at)}: ${told(before)}`]),
    ...(after === undefined ? [] : [`+ ${marked(at)}: ${told(after)}`]),
  ]);
}

/** A definition in full, one line a part. */
export const definitionLines = (definition: Definition): string[] =>
  Object.entries(definition).map(([part, value]) => `  ${part}: ${told(value)}`);

/** What whoever approves it should look at twice: hidden characters, and texts that read like orders. */
export const definitionWarnings = (definition: Definition): string[] => cleanTexts(definition).warnings;
