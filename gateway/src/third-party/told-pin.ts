import { cleanTexts, markedText } from "@gatehouse/tool";
import { type Definition, differences } from "./definition.ts";
import type { Pin } from "./pins.ts";

/** Any value on one line. */
const told = (value: unknown): string => markedText(JSON.stringify(value) ?? "");

/** What approving this tool as it was seen would change, place by place; nothing where it is as approved. */
export function changeLines({ definition, seen }: Pick<Pin, "definition" | "seen">): string[] {
  return differences(definition ?? {}, seen ?? {}).flatMap(({ at, before, after }) => [
    ...(before === undefined ? [] : [`- ${markedText(at)}: ${told(before)}`]),
    ...(after === undefined ? [] : [`+ ${markedText(at)}: ${told(after)}`]),
  ]);
}

/** A definition in full, one line a part. */
export const definitionLines = (definition: Definition): string[] =>
  Object.entries(definition).map(([part, value]) => `  ${part}: ${told(value)}`);

/** What whoever approves it should look at twice: hidden characters, and texts that read like orders. */
export const definitionWarnings = (definition: Definition): string[] => cleanTexts(definition).warnings;
