import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type FourSystems, openFourSystems, SYSTEM_IDS } from "../support/four-systems/open-four-systems.ts";
import { type Listening, listen } from "../support/listen.ts";
import { AMARA, INGRID, PRIYA } from "./people.ts";

let systems: FourSystems;
/** Where nothing of ours may ever ask: it stands for an inner address as well as for an attacker's host. */
let decoy: Listening;
const reached: string[] = [];
beforeAll(async () => {
  decoy = await listen((request, response) => {
    reached.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
    response.end("CANARY-39");
  });
  systems = await openFourSystems();
});
beforeEach(() => {
  for (const id of SYSTEM_IDS) systems[id].wire.asked.length = 0;
});
afterEach(() => {
  for (const id of SYSTEM_IDS) systems[id].wire.alter = (_, answer) => answer;
  expect(reached).toEqual([]);
});
afterAll(async () => {
  await systems?.stop();
  await decoy?.stop();
});

const AT = "halden.sharepoint.com";

/** Every tool of SharePoint that the operations director has and that takes a place. */
const placed = (place: string): [tool: string, args: Record<string, unknown>][] => [
  ["sharepoint_resolve_link", { url: place }],
  ["sharepoint_list_folder", { location: place }],
  ["sharepoint_get_document_info", { ref: place }],
  ["sharepoint_read_document", { ref: place }],
  ["sharepoint_get_document_history", { ref: place }],
  ["sharepoint_list_changes", { location: place, since: "2026-01-01" }],
  ["sharepoint_list_lists", { site: place }],
  ["sharepoint_query_list_items", { list: place }],
];

const ADDRESSES: [string, () => string][] = [
  ["a file of the machine", () => "file:///etc/passwd"],
  ["a file of the machine, without slashes", () => "file:/etc/passwd"],
  ["a share of the network", () => "\\\\10.0.0.1\\share\\a.docx"],
  ["a host without a scheme", () => `//${new URL(decoy.url).host}/a.docx`],
  ["an inner address", () => `${decoy.url}/a.docx`],
  ["the metadata service", () => "http://169.254.169.254/latest/meta-data/"],
  ["a host of the attacker", () => "https://evil.example/sites/operations"],
  ["another tenant", () => "https://contoso.sharepoint.com/sites/operations/Shared%20Documents"],
  ["a sharing link of another tenant", () => "https://contoso.sharepoint.com/:w:/s/operations/EabcdefGHIJ"],
  [
    "somebody's own drive in another tenant",
    () => "https://contoso-my.sharepoint.com/:x:/g/personal/a_b/EabcdefGHIJ",
  ],
  ["a link of a personal drive", () => "https://1drv.ms/w/s!AbCdEf"],
  ["a host that begins like ours", () => `https://${AT}.evil.example/sites/operations`],
  ["a host that ends like ours", () => `https://evil${AT}/sites/operations`],
  ["our host as a name before another", () => `https://${AT}@evil.example/sites/operations`],
  ["our host with a backslash before another", () => `https://evil.example\\@${AT}/sites/operations`],
  ["our host on another port", () => `https://${AT}:8443/sites/operations`],
  ["our host without encryption", () => `http://${AT}/sites/operations`],
  ["a script", () => "javascript:fetch('/')"],
  ["data", () => "data:text/html,<p>x</p>"],
  ["an address with a line break", () => `https://${AT}/sites/operations\r\nHost: evil.example`],
];

test.each(ADDRESSES)("39: %s as a place is refused before anything is asked", async (_, address) => {
  for (const [tool, args] of placed(address())) {
    const { outcome, data } = await systems.ask(INGRID, tool, args);
    expect(`${tool} ${outcome}`).toBe(`${tool} invalid_input`);
    expect(data).toBeUndefined();
  }
  expect(systems.sharepoint.wire.asked).toEqual([]);
});

const CLIMBING = [
  `https://${AT}/sites/operations/../finance`,
  `https://${AT}/sites/operations/..%2ffinance`,
  `https://${AT}/sites/operations/%2e%2e/finance`,
  `https://${AT}/sites/operations/%252e%252e/finance`,
  `https://${AT}/sites/operations/Shared%20Documents/..\\..\\finance`,
  "operations / .. / finance",
  "operations/../finance/Documents",
  "operations / Documents / .. / .. / finance / Documents",
  "../../../etc/passwd",
  "operations / Documents / ..%2f..%2ffinance",
  "operations / Documents / a\u0000.docx",
  "/v1.0/sites/root/drive/root",
  "operations:/Documents:/children",
  `${AT},1,2`,
  "root / .. / finance",
];

test.each(CLIMBING)("39: a path that climbs finds nothing, and climbs nowhere: %j", async (place) => {
  for (const [tool, args] of placed(place)) {
    const { outcome, data } = await systems.ask(INGRID, tool, args);
    expect({ tool, outcome: outcome, data }).toEqual({
      tool,
      outcome: expect.toBeOneOf(["invalid_input", "not_found"]),
      data: undefined,
    });
  }
  for (const { method, path } of systems.sharepoint.wire.asked) {
    // Decoded once, as the product does it: what stays one name there climbs nowhere.
    const names = decodeURIComponent(path).split(/[/:\\]/);
    expect(names.filter((name) => /^(\.\.|etc|passwd|finance|content)$/i.test(name))).toEqual([]);
    expect(method === "GET" || path.endsWith("/token")).toBe(true);
  }
});

test.each([
  "../../etc/passwd",
  "file:///etc/passwd",
  "company:../1",
  "company:1/../../employees/1",
  "company:%2e%2e",
  "employee:0:1",
  "employee:2010:1?onlyCurrent=1",
  "https://evil.example/a.pdf",
])("39: %j is no file of BambooHR", async (ref) => {
  const { outcome, data } = await systems.ask(PRIYA, "bamboohr_read_file", { ref });
  expect([outcome, data]).toEqual([expect.toBeOneOf(["invalid_input", "not_found"]), undefined]);
  for (const { path } of systems.bamboohr.wire.asked) expect(path).not.toMatch(/\.\.|%2e|passwd/i);
});

/** One document after the other: a file that was read once is remembered, and not fetched again. */
let documents: { ref: string }[] = [];
async function read() {
  if (documents.length === 0) {
    const args = { location: "operations / Documents", recursive_depth: 2, file_types: ["docx"], limit: 20 };
    documents = (await systems.ask(INGRID, "sharepoint_list_folder", args)).data.items;
  }
  return systems.ask(INGRID, "sharepoint_read_document", { ref: documents.pop()?.ref });
}

test("39: a file is read by an address that stands in no answer", async () => {
  const { outcome, data } = await read();
  expect([outcome, typeof data?.text]).toEqual(["ok", "string"]);
  expect(JSON.stringify(data)).not.toMatch(/tempauth|downloadUrl|127\.0\.0\.1/);
});

test("39: a download that is redirected is not followed", async () => {
  systems.sharepoint.wire.alter = ({ path }, answer) =>
    path.startsWith("/v1.0/") || path.endsWith("/token")
      ? answer
      : Response.redirect(`${decoy.url}/inner`, 302);
  const { outcome, data } = await read();
  expect([outcome, data]).toEqual(["upstream_unavailable", undefined]);
});

test.each([
  ["an inner address", () => `${decoy.url}/latest/meta-data`],
  ["a host like SharePoint's", () => `http://x.sharepoint.com.evil.example/${new URL(decoy.url).port}`],
  ["a file", () => "file:///etc/passwd"],
])("39: a download that the product places at %s is not fetched", async (_, place) => {
  systems.sharepoint.wire.alter = async ({ path }, answer) => {
    if (!path.startsWith("/v1.0/") || !answer.headers.get("content-type")?.includes("json"))
      return found(answer, place());
    const text = (await answer.text()).replaceAll(
      /("@microsoft\.graph\.downloadUrl":)"[^"]*"/g,
      `$1"${place()}"`,
    );
    return new Response(text, answer);
  };
  const { outcome, data } = await read();
  expect([outcome, data]).toEqual([expect.toBeOneOf(["not_allowed", "upstream_unavailable"]), undefined]);
});

/** Where the product hands out the address of a file as a redirect, it is that address that lies. */
const found = (answer: Response, location: string) =>
  answer.headers.has("location") ? new Response(null, { status: 302, headers: { location } }) : answer;

test.each<[(typeof SYSTEM_IDS)[number], string, string, Record<string, unknown>]>([
  ["netsuite", AMARA, "netsuite_list_transactions", { type: "invoice" }],
  ["salesforce", INGRID, "salesforce_list_cases", {}],
  ["sharepoint", INGRID, "sharepoint_list_folder", { location: "projects / Documents" }],
  ["bamboohr", PRIYA, "bamboohr_list_hiring", {}],
])("39: %s that answers every call with a redirect is followed nowhere", async (id, person, tool, args) => {
  expect((await systems.ask(person, tool, args)).outcome).toBe("ok");
  for (const status of [301, 302, 303, 307, 308]) {
    systems[id].wire.alter = () =>
      new Response(null, { status, headers: { location: `${decoy.url}/${status}` } });
    const { outcome, data, texts } = await systems.ask(person, tool, { ...args, limit: 7 });
    expect([status, outcome, data]).toEqual([
      status,
      expect.toBeOneOf(["upstream_unavailable", "not_found"]),
      undefined,
    ]);
    expect(texts.join()).not.toContain(decoy.url);
  }
});
