import { ToolError } from "@gatehouse/tool";

const CHARACTERS = 1_000;

/** What somebody typed as their reason, tidied; undefined where nothing was and nothing had to be. */
export function noted(given: string, need: "optional" | "needed"): string | undefined {
  const text = given.trim();
  if (text === "" && need === "optional") return undefined;
  // Line breaks are what people type; other control characters are not.
  if (text.length > 0 && text.length <= CHARACTERS && !/[^\P{Cc}\n\r\t]/u.test(text)) return text;
  throw new ToolError(
    "invalid_input",
    `A reason of 1 to ${CHARACTERS} characters is needed; nothing was decided.`,
    {
      next: "Write the reason and send it again.",
    },
  );
}
