import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { withoutAddresses } from "./scrub.ts";

const scrubbed = (text: string) => {
  const error = withoutAddresses(new ToolError("internal", "x", { cause: { status: 500, text } }));
  return (error as { cause: { text: string } }).cause.text;
};

test.each([
  '{"@microsoft.graph.downloadUrl":"https://h.sharepoint.com/_layouts/15/download.aspx?tempauth=v1.abc","a":1}',
  '{"u":"https:\\/\\/h.sharepoint.com\\/x?tempauth=v1.abc"}',
  "see http://127.0.0.1:1/up?tempauth=v1.abc now",
  'cut "https://h.sharepoint.com/a?UniqueId=1&tempauth=v1.ab',
  "only tempauth=v1.abc is left",
])("%s keeps no address", (text) => {
  expect(scrubbed(text)).not.toMatch(/sharepoint\.com|127\.0\.0\.1|v1\.ab/);
});

test("the rest of a cause stays", () => {
  expect(scrubbed('{"code":"accessDenied"}')).toBe('{"code":"accessDenied"}');
  const other = new Error("x");
  expect(withoutAddresses(other)).toBe(other);
  const without = new ToolError("internal", "x");
  expect(withoutAddresses(without)).toBe(without);
});
