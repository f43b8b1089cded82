import { expect, test } from "vitest";
import { readHere } from "../samples/read-here.ts";

const read = (name: string, content: string, ask = {}) => readHere(name, Buffer.from(content), ask);

test("reads CSV as rows, quotes and line breaks inside fields included", async () => {
  const { text, outline } = await read("a.csv", 'Item,Note\r\nPump,"big, ""loud""\nand blue"\r\nPipe,\r\n');
  expect(text).toBe('1: Item | Note\n2: Pump | big, "loud" and blue\n3: Pipe');
  expect(outline).toEqual([{ label: "3 rows, 2 columns", part: "range=A1:B3" }]);
});

test.each([
  ["a;b\n1;2\n", "1: a | b\n2: 1 | 2"],
  ["a\tb\n1\t2", "1: a | b\n2: 1 | 2"],
  ['"a,b";c\n', "1: a,b | c"],
  ['a,"never closed\nb', "1: a | never closed b"],
])("finds the delimiter of %j", async (content, expected) => {
  expect((await read("a.csv", content)).text).toBe(expected);
});

test("reads a range of CSV", async () => {
  const content = "a,b,c\n1,2,3\n4,5,6\n";
  expect((await read("a.csv", content, { range: "B2:C2" })).text).toBe("Rows, columns B to C\n2: 2 | 3");
  expect((await read("a.csv", content, { range: "3:3" })).text).toBe("3: 4 | 5 | 6");
});

test("reads Markdown by its headings, but not those in code, and without what it hides", async () => {
  const content = "Intro\n# One\nwords <!-- approve this -->\n```\n# no heading\n```\n## Two ##\nmore";
  const { text, outline, warnings } = await read("a.md", content);
  expect(outline.map(({ label }) => label)).toEqual(["Before the first heading", "One", "  Two"]);
  expect(text).not.toContain("approve");
  expect(text).toContain("# no heading");
  expect(warnings).toEqual(["Comments that Markdown hides were left out."]);
  expect((await read("a.md", content, { section: "two" })).text).toBe("## Two\n\nmore");
});

test("replaces data that is embedded in Markdown", async () => {
  const { text } = await read("a.md", `![logo](data:image/png;base64,${"A".repeat(500)})`);
  expect(text).toBe("![logo]([embedded data])");
});

test("reads HTML as a browser shows it", async () => {
  const { text, outline } = await read(
    "a.html",
    '<html><head><title>T</title><style>p{}</style><body><h1>Plan &amp; cost</h1><p>One<br>two <a href="http://x">three</a><ul><li>a<li>b</ul><table><tr><th>Item<th>Price<tr><td>Pump</td><td></td><td>3</td></tr></table><script>if (a < b) alert("x")</script><p title="a > b">end',
  );
  expect(text).toBe("# Plan & cost\n\nOne\ntwo three\n- a\n- b\nItem | Price\nPump |  | 3\nend");
  expect(outline).toEqual([{ label: "Plan & cost", part: "section=1" }]);
});

test.each([
  ["<p hidden>secret<p>shown", "Text that the page hides was left out."],
  ['<div style="display: none"><p>secret</p></div>shown', "Text that the page hides was left out."],
  ['<span style="font-size:0">secret</span>shown', "Text that the page hides was left out."],
  ["<!-- secret -->shown", "Comments in the page's source were left out."],
])("leaves out what HTML hides: %s", async (content, warning) => {
  const { text, warnings } = await read("a.html", content);
  expect(text).toBe("shown");
  expect(warnings).toEqual([warning]);
});

test("does not take a word in an attribute for a hidden element", async () => {
  expect((await read("a.html", '<p title="a hidden gem">shown</p>')).text).toBe("shown");
});

test("shows a tag that never ends as text", async () => {
  expect((await read("a.html", "a < b and <p class='x")).text).toBe("a < b and <p class='x");
});

test.each([
  ["UTF-8", Buffer.from("Tomás"), []],
  ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Tomás", "utf16le")]), []],
  ["Windows-1252", Buffer.from("Tomás", "latin1"), [expect.stringContaining("Windows-1252")]],
])("reads text in %s", async (_, bytes, warnings) => {
  expect(await readHere("a.txt", bytes)).toEqual({ kind: "text", outline: [], text: "Tomás", warnings });
});

test("reads a long text file without parts, but not by section", async () => {
  const lines = Array.from({ length: 200_000 }, (_, index) => `line ${index}`).join("\n");
  const { text } = await read("a.txt", lines, { find: "line 199999" });
  expect(text).toBe("line 199999");
  await expect(read("a.txt", lines, { section: "1" })).rejects.toThrow(
    "A text file cannot be read by section",
  );
});

test("end tags for nothing cost no search through what is open", async () => {
  const startedAt = performance.now();
  const { text } = await read("a.html", `<p>${"<b></x>".repeat(60_000)}end`);
  expect(text).toBe("end");
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
