import { ToolError } from "@gatehouse/tool";

/** A day that somebody typed, at this time of it in UTC. Throws `invalid_input` where it is none. */
export function dayOf(text: string, time: string): Date {
  const date = new Date(`${text}T${time}Z`);
  // A browser's own field for dates writes them so; a thirtieth of February would become March.
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isDay(date, text))
    throw new ToolError("invalid_input", "A day is missing, or is none: write it as 2026-11-30.");
  return date;
}

const isDay = (date: Date, text: string): boolean =>
  !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
