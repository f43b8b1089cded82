/** An object of Graph, as it came: only what a tool picks out of it may leave the server. */
export type Fields = Record<string, unknown>;

/** The object itself, or an empty one for anything else: an absent part of an answer reads like one without fields. */
export const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** Who did something, by name; an application stands for itself (identitySet of Graph). */
export function nameOf(identitySet: unknown): string | undefined {
  const { user, application } = fields(identitySet);
  return textOf(fields(user).displayName) ?? textOf(fields(application).displayName);
}

/** To the minute: seconds tell a reader nothing. */
export const timeOf = (value: unknown): string | undefined => {
  const text = textOf(value);
  return text && !Number.isNaN(Date.parse(text))
    ? `${new Date(text).toISOString().slice(0, 16)}Z`
    : undefined;
};

/** What stands after a name's last dot, in lower case. */
export const extensionOf = (name: string): string => /\.([^.]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? "";
