const PLAIN = /^(?!=\?base64\?)[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A text as MCP writes it into a header: as it is where it is visible ASCII, else as `=?base64?…?=`. */
export const headerValue = (text: string): string =>
  PLAIN.test(text) ? text : `=?base64?${Buffer.from(text, "utf8").toString("base64")}?=`;
