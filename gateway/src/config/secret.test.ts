import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readSecret, secretSchema } from "./secret.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-secret-"));

function fileOf(text: string, mode: number): { file: string } {
  const name = `${mode.toString(8)}-${text.length}`;
  writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, name), mode);
  return { file: name };
}

test("a secret is read from the environment, and from a file without its line end", () => {
  expect(readSecret({ env: "NAME" }, folder, { NAME: "from outside" })).toBe("from outside");
  expect(readSecret(fileOf("from a file\n", 0o600), folder, {})).toBe("from a file");
  expect(readSecret(fileOf("for a group", 0o640), folder, {})).toBe("for a group");
});

test.each([
  ["a variable that is not set", () => ({ env: "NAME" }), "the environment variable NAME is not set"],
  ["a file that is not there", () => ({ file: "nowhere" }), "the file nowhere cannot be read (ENOENT)"],
  ["a file that everybody may read", () => fileOf("geheim", 0o644), "is open to everybody"],
  ["a file that everybody may change", () => fileOf("geheim", 0o602), "is open to everybody"],
  ["an empty file", () => fileOf("\n", 0o600), "is empty"],
])("%s is named without its content", (_, secret, said) => {
  const read = () => readSecret(secret(), folder, {});
  expect(read).toThrow(said);
  expect(read).not.toThrow("geheim");
});

test("a secret written down is refused", () => {
  expect(secretSchema.safeParse("geheim").error?.issues[0]?.message).toContain("must come from outside");
});
