/**
 * An error as the log may have it: type, message, code, stack and the errors beneath. Other properties stay out,
 * because libraries hang whole requests and responses on their errors, tokens included.
 */
export function errorFacts(error: unknown): object | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, stack, cause } = error;
  const code = textOf(error, "code");
  // What an OAuth server says of its own refusal (RFC 6749, 5.2).
  const oauth = { error: textOf(error, "error"), description: textOf(error, "error_description") };
  return {
    type: name,
    message,
    code,
    ...oauth,
    detail: textOf(error, "error_detail"),
    stack,
    cause: errorFacts(cause),
  };
}

function textOf(error: object, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" ? value : undefined;
}
