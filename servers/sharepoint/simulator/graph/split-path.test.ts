import { expect, test } from "vitest";
import { splitPath } from "./split-path.ts";

test.each([
  ["sites/root", [{ name: "sites" }, { name: "root" }]],
  [
    "sites/host:/sites/J-24031:/drive",
    [{ name: "sites" }, { name: "host" }, { path: ["sites", "J-24031"] }, { name: "drive" }],
  ],
  [
    "drives/b!x/root:/A%23%20b/50%25.docx:/content",
    [
      { name: "drives" },
      { name: "b!x" },
      { name: "root" },
      { path: ["A# b", "50%.docx"] },
      { name: "content" },
    ],
  ],
  [
    "drives/b/root/search(q='a%2Fb')",
    [{ name: "drives" }, { name: "b" }, { name: "root" }, { name: "search(q='a/b')" }],
  ],
])("%s is read part by part", (raw, segments) => {
  expect(splitPath(raw)).toEqual(segments);
});

test("What cannot be decoded is no address", () => {
  expect(splitPath("sites/%E0%A4%A")).toBeUndefined();
});
