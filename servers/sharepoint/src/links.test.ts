import { expect, test } from "vitest";
import { isLink, readLink, shareToken } from "./links.ts";
import { checkedName, namesIn } from "./names.ts";

const hosts = ["halden.sharepoint.com"];
const base = "https://halden.sharepoint.com";
const refused = expect.objectContaining({ code: "invalid_input" });

test("an address of ours is taken apart", () => {
  expect(readLink(`${base}/sites/J-24031/Shared%20Documents/RFI%20%2312.docx?web=1`, hosts)).toMatchObject({
    host: "halden.sharepoint.com",
    names: ["sites", "J-24031", "Shared Documents", "RFI #12.docx"],
  });
});

test.each(["/:w:/s/J-24031/EaBc?e=1", "/sites/J-24031/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D"])(
  "%s is left for SharePoint to read",
  (path) => {
    expect(readLink(base + path, hosts).names).toBeUndefined();
  },
);

test.each([
  "file:///etc/passwd",
  "file://halden.sharepoint.com/sites/a",
  "http://halden.sharepoint.com/sites/a",
  "javascript:alert(1)",
  "data:text/html,x",
  "ftp://halden.sharepoint.com/a",
  "\\\\halden.sharepoint.com\\share",
  "//halden.sharepoint.com/sites/a",
  "https://contoso.sharepoint.com/sites/a",
  "https://halden.sharepoint.com.evil.example/sites/a",
  "https://evil.example/halden.sharepoint.com",
  "https://halden.sharepoint.com@evil.example/sites/a",
  "https://user:pass@halden.sharepoint.com/sites/a",
  "https://halden.sharepoint.com:8443/sites/a",
  "https://halden-my.sharepoint.com/personal/a",
  "https://contoso.sharepoint.com/:w:/s/a/EaBc",
  "https://127.0.0.1/sites/a",
  "https://[::1]/sites/a",
  "https://169.254.169.254/latest",
  `${base}/sites/a/../../etc`,
  `${base}/sites/a/%2e%2e/b`,
  `${base}/sites/a/..`,
  "https:halden.sharepoint.com/sites/a/../b",
  "https:/halden.sharepoint.com/sites/a/../b",
  `${base}/sites/a/.%2e/b`,
  `${base}/sites/a%2f..%2fb`,
  `${base}/sites/a%5cb`,
  `${base}/sites/a\\b`,
  `${base}/sites/a%00`,
  `${base}/sites/%E0%A4%A`,
  `${base}/sites/a:/permissions`,
  `${base}/sites/${"a".repeat(3_000)}`,
  "https://",
  "",
])("%s is refused", (url) => {
  expect(() => readLink(url, hosts)).toThrow(refused);
});

test("a refusal does not repeat the address", () => {
  expect(() => readLink("https://evil.example/?token=s3cret", hosts)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("evil") }),
  );
});

test.each(["https://x", "file:x", "FILE:///x", "//host/x", "\\\\host\\x", " javascript:x"])(
  "%s is an address and no path",
  (text) => {
    expect(isLink(text)).toBe(true);
  },
);

test("a path is split into its names", () => {
  expect(isLink("J-24031 / Documents")).toBe(false);
  expect(namesIn(" J-24031 / Documents/ RFI's #1 100%.docx ")).toEqual([
    "J-24031",
    "Documents",
    "RFI's #1 100%.docx",
  ]);
  expect(namesIn("/J-24031/")).toEqual(["J-24031"]);
});

test.each([
  "",
  "/",
  "a / .. / b",
  "../a",
  "a//b",
  "a/./b",
  "a:/permissions",
  "a\\..\\b",
  'a"',
  "a?x=1",
  "a\u0000",
  "x".repeat(601),
])("%j is no path", (path) => {
  expect(() => namesIn(path)).toThrow(refused);
});

test("a name keeps what SharePoint allows in one", () => {
  for (const name of ["#1 100%.docx", "O'Malley & Söhne.pdf", "a..b.txt", "%2e%2e"])
    expect(checkedName(name)).toBe(name);
});

test("a share token is base64url of the address without padding", () => {
  expect(shareToken("https://a.example/b?c")).toBe("u!aHR0cHM6Ly9hLmV4YW1wbGUvYj9j");
});
