import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { failureOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { pathOf, type SimulatedTenant, simulatedTenant } from "../simulated-tenant.ts";
import { getAccess } from "./get-access.ts";
import { tools } from "./index.ts";
import { readDocument } from "./read-document.ts";

let tenant: SimulatedTenant;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  tenant = await simulatedTenant((close) => closers.push(close));
});
afterAll(() => Promise.all(closers.map((close) => close())));

/** All that could be shown or logged of a failure, its causes included. */
function everythingIn(error: unknown, depth = 5): string {
  if (typeof error !== "object" || error === null || depth === 0) return String(error);
  return Object.getOwnPropertyNames(error)
    .filter((name) => name !== "stack")
    .map((name) => `${name}=${everythingIn((error as Record<string, unknown>)[name], depth - 1)}`)
    .join(" ");
}

const opens = () => new RegExp(`tempauth|download\\.aspx|downloadUrl|${new URL(tenant.filesUrl).host}`, "i");
const contract = "J-25033 / Documents / Contract / Contract J-25033 FINAL.docx";

test.each(tools)("$name answers without an address that opens a file", async (tool) => {
  expect(JSON.stringify(await tenant.run(tool, tool.example))).not.toMatch(opens());
});

/** A place for files that does not hand one out. */
async function fileHost(answer: (response: ServerResponse) => void) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers.authorization ?? "none");
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    tenant.simulator.origins.files = tenant.filesUrl;
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  tenant.simulator.origins.files = `http://${host}`;
  return { host, received };
}

test.each<[string, (response: ServerResponse) => void, string]>([
  [
    "an error",
    (response) => response.writeHead(500).end("see https://x.example/?tempauth=v1.a"),
    "upstream_unavailable",
  ],
  ["a refusal", (response) => response.writeHead(401).end("tempauth"), "not_allowed"],
  ["nothing", () => {}, "upstream_unavailable"],
  ["a cut connection", (response) => response.destroy(), "upstream_unavailable"],
  [
    "a way elsewhere",
    (response) => response.writeHead(302, { location: "https://x.example/?tempauth=v1.a" }).end(),
    "upstream_unavailable",
  ],
])("a host that answers with %s does not bring its address into the error", async (_, answer, code) => {
  const { host, received } = await fileHost(answer);
  const error = await failureOf(
    tenant.run(readDocument, { ref: contract }, { downloadHosts: [host], timeoutMs: 400 }),
  );
  expect(error.code).toBe(code);
  expect(everythingIn(error)).not.toMatch(opens());
  expect(everythingIn(error)).not.toContain(host);
  expect(received).toEqual(["none"]);
});

test("an address that has run out is not named either", async () => {
  tenant.simulator.switches.downloadLifetimeSeconds = -1;
  const error = await failureOf(tenant.run(readDocument, { ref: contract }, { backoffMs: [3] }));
  tenant.simulator.switches.downloadLifetimeSeconds = 300;
  expect(error.code).toBe("not_allowed");
  expect(everythingIn(error)).not.toMatch(opens());
});

test("a file is not fetched from a host that configuration does not name", async () => {
  const before = tenant.simulator.requests.length;
  const error = await failureOf(
    tenant.run(readDocument, { ref: contract }, { downloadHosts: [".sharepoint.com", "127.0.0.1:1"] }),
  );
  expect(error.code).toBe("not_allowed");
  expect(everythingIn(error)).not.toMatch(opens());
  expect(tenant.simulator.requests.slice(before).join()).not.toContain("download.aspx");
});

test("a sharing link's own address is not in the list of who has access", async () => {
  const { anonymousEdit } = tenant.simulator.planted;
  const answer = await tenant.run<{ open_to_anybody: boolean }>(getAccess, { ref: pathOf(anonymousEdit) });
  expect(answer.open_to_anybody).toBe(true);
  expect(JSON.stringify(answer)).not.toContain(new URL(anonymousEdit.url).pathname);
});
