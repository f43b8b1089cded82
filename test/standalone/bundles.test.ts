import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bundle, ending, type Served, serving } from "./program.ts";
import { type Standalone, standalone } from "./servers.ts";
import { overStdio } from "./stdio-client.ts";

const overHttp = {
  GATEHOUSE_URL: "http://127.0.0.1:1",
  GATEHOUSE_CURSOR_KEY: btoa("x".repeat(32)),
  PORT: "0",
};
const json = { accept: "application/json, text/event-stream", "content-type": "application/json" };

type Id = keyof typeof standalone;
type Simulated = { given: Standalone; simulator: Served };

/** Each system's simulator runs once, for all that only reads from it. */
const simulated = new Map<Id, Promise<Simulated>>();
afterAll(async () => {
  for (const { simulator } of await Promise.all(simulated.values())) await simulator.stop();
});

function simulate(id: Id): Promise<Simulated> {
  const running =
    simulated.get(id) ??
    standalone[id]().then(async (given) => ({
      given,
      simulator: await serving(bundle(id, "simulator"), given.simulator),
    }));
  simulated.set(id, running);
  return running;
}

describe.each(Object.keys(standalone) as Id[])("the bundles of %s", (id) => {
  let given: Standalone;
  let simulator: Served;
  beforeAll(async () => {
    ({ given, simulator } = await simulate(id));
  });

  test("say in one sentence which variable is missing, over stdio and HTTP", async () => {
    const whole = given.server(simulator.url);
    for (const [env, args] of [
      [{ ...whole, [given.needs]: "" }, ["--stdio"]],
      [{ ...whole, ...overHttp, BAMBOOHR_POLICY_ENFORCED: "true", [given.needs]: "" }, []],
    ] as const) {
      const { code, said, errors } = await ending(bundle(id, "main"), { env, args });
      expect([code, said]).toEqual([1, ""]);
      expect(errors.trim().split("\n")).toEqual([
        expect.stringContaining(`variable ${given.needs} is missing`),
      ]);
    }
  });

  test("serve a developer's client over stdio: reads alone, and nothing but protocol on stdout", async () => {
    const client = await overStdio(bundle(id, "main"), given.server(simulator.url));
    onTestFinished(client.close);
    const tools = await client.tools();
    expect(tools.length).toBeGreaterThan(5);
    for (const { name, annotations } of tools) {
      expect(name).toMatch(new RegExp(`^${id}_`));
      expect(annotations).toMatchObject({ readOnlyHint: true });
    }
    const { items } = await client.call(given.tool.name, given.tool.given);
    expect(items.length).toBeGreaterThan(1);
    await client.close();
    expect(client.oddities).toEqual([]);
  });

  test("serve over HTTP, where only the gateway is let in, and say nothing but where", async () => {
    const whole = { ...given.server(simulator.url), ...overHttp, BAMBOOHR_POLICY_ENFORCED: "true" };
    const server = await serving(bundle(id, "main"), whole);
    onTestFinished(server.stop);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
    expect((await fetch(`${server.url}/mcp`, { method: "POST", headers: json, body })).status).toBe(401);
    await server.stop();
    expect(server.said().trim().split("\n")).toHaveLength(1);
  });
});

describe("documents, made by a simulator's bundle and read by its server's", () => {
  async function opened(id: "sharepoint" | "bamboohr") {
    const { given, simulator } = await simulate(id);
    const client = await overStdio(bundle(id, "main"), given.server(simulator.url));
    onTestFinished(client.close);
    return client;
  }

  test("are a PDF and a Word file in SharePoint", async () => {
    const client = await opened("sharepoint");
    const [contracts] = (
      await client.call("sharepoint_list_folder", {
        location: "projects / Documents / J-26009 Mesa Verde Parking Structure / Contract",
        file_types: ["docx"],
      })
    ).items.filter(({ name }: { name: string }) => name.startsWith("Contract "));
    const [certificate] = (
      await client.call("sharepoint_list_folder", {
        location: "operations / Documents / Vendors",
        file_types: ["pdf"],
        limit: 1,
      })
    ).items;
    const read = async ({ ref }: { ref: string }) =>
      (await client.call("sharepoint_read_document", { ref })).text;
    expect(await read(contracts)).toContain("The contract sum is");
    expect(await read(certificate)).toContain("General liability");
    expect(client.oddities).toEqual([]);
  });

  test("are a PDF and a Word file in BambooHR", async () => {
    const client = await opened("bamboohr");
    const { items } = await client.call("bamboohr_list_files", { scope: "company", limit: 100 });
    const read = async (title: string) => {
      const { ref } = items.find(({ name }: { name: string }) => name.startsWith(title)) ?? {};
      return client.call("bamboohr_read_file", { ref });
    };
    expect(await read("Leave Policy")).toMatchObject({
      kind: "pdf",
      text: expect.stringContaining("leave policy"),
    });
    expect(await read("Employee Handbook")).toMatchObject({
      kind: "docx",
      text: expect.stringContaining("employee handbook"),
    });
    expect(client.oddities).toEqual([]);
  });
});
