import type { Format } from "ajv";
import type { Ajv2020 } from "ajv/dist/2020.js";
import formats, { type FormatName } from "ajv-formats";

/** No date, address or identifier is longer. Beyond it some of the library's patterns take quadratic time, `url` above all. */
const FORMAT_CHARACTERS = 4_096;

/** Formats of texts that are short by nature; `byte` (base64) is not among them. */
const SHORT: readonly FormatName[] = [
  "date",
  "time",
  "date-time",
  "iso-time",
  "iso-date-time",
  "duration",
  "uri",
  "uri-reference",
  "uri-template",
  "url",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "regex",
  "uuid",
  "json-pointer",
  "json-pointer-uri-fragment",
  "relative-json-pointer",
];

/** Teaches the formats of JSON Schema, each in bounded time on every text: what is too long for a format does not fit it. */
export function addBoundedFormats(ajv: Ajv2020): void {
  formats.default(ajv);
  for (const name of SHORT) {
    const fits = checkOf(formats.default.get(name));
    ajv.addFormat(name, (text: string) => text.length <= FORMAT_CHARACTERS && fits(text));
  }
}

function checkOf(format: Format): (text: string) => boolean {
  if (format instanceof RegExp) return (text) => format.test(text);
  if (typeof format === "function") return format;
  if (typeof format === "object") return checkOf(format.validate as Format);
  throw new Error("the library defines this format in a way we do not know");
}
