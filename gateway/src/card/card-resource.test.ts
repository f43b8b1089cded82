import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { call } from "../steps/exchange-for-tests.ts";
import { cardPage } from "./card-page.ts";
import { cardAnswer, isCardRead, showsCards } from "./card-resource.ts";

const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const UI = "io.modelcontextprotocol/ui";
const declaring = (extensions: unknown) => call("tools/list", { _meta: { [CAPABILITIES]: { extensions } } });

test.each<[string, ReturnType<typeof call>, boolean]>([
  ["a modern client that says so", declaring({ [UI]: { mimeTypes: ["text/html;profile=mcp-app"] } }), true],
  ["one that names no media types", declaring({ [UI]: {} }), true],
  ["one that shows pages of another kind", declaring({ [UI]: { mimeTypes: ["text/html"] } }), false],
  ["one that says nothing", declaring(undefined), false],
  ["one that says nonsense", declaring({ [UI]: "yes" }), false],
  ["one without capabilities", call("tools/list"), false],
  ["a legacy client, which said it to somebody else", call("tools/list", {}, { era: "legacy" }), true],
  ["a legacy client that is greeted and says nothing", call("initialize", {}, { era: "legacy" }), false],
  [
    "a legacy client that is greeted and says so",
    call("initialize", { capabilities: { extensions: { [UI]: {} } } }, { era: "legacy" }),
    true,
  ],
])("%s: shows cards?", (_, asked, expected) => {
  expect(showsCards(asked)).toBe(expected);
});

test("one page is ours, another of its kind is nobody's, and other resources are no pages", () => {
  const read = (uri: unknown) => call("resources/read", { uri });
  expect(cardAnswer(read("ui://gatehouse/request"))).toBeDefined();
  expect(
    isCardRead(read("ui://gatehouse/other")) && cardAnswer(read("ui://gatehouse/other")),
  ).toBeUndefined();
  for (const uri of ["test://x", 5, undefined]) expect(isCardRead(read(uri))).toBe(false);
  expect(isCardRead(call("resources/list", { uri: "ui://gatehouse/request" }))).toBe(false);
});

test("the page allows its own script and style, by their hashes, and nothing else", () => {
  const [, policy = ""] = /Security-Policy" content="([^"]+)"/.exec(cardPage) ?? [];
  for (const [name, directive] of Object.entries({ script: "script-src", style: "style-src" })) {
    const [, text = ""] = new RegExp(`<${name}>([^]*?)</${name}>`).exec(cardPage) ?? [];
    expect(text.length).toBeGreaterThan(1_000);
    const hash = createHash("sha256").update(text).digest("base64");
    expect(policy).toContain(`${directive} 'sha256-${hash}'`);
  }
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
  expect(cardPage).not.toMatch(/https?:\/\/|innerHTML|insertAdjacentHTML|\seval\(/);
  expect(cardPage.length).toBeLessThan(LIMITS.resultCharacters / 2);
});
