import { request as send } from "node:http";
import { type CatalogEntry, catalogEntry, toolFor } from "@gatehouse/tool";
import { z } from "zod";
import { fastCatalog, fastServer, fastTools, type Seen } from "../support/fast-server.ts";
import { type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import { openPhase } from "../support/phases.ts";
import { type Fixture, openFixture } from "./fixture-server.ts";

const EMAIL = "amara.osei@halden.example";

/** A gateway with a system of tools and one that relays, a person, and tools that the person may and may not have. */
export type WireHouse = {
  house: House;
  /** The MCP URLs: every system, the one of tools alone, the one that relays. */
  urls: { all: string; fast: string; fixture: string };
  /** Access tokens for each of them. */
  tokens: { all: string; fast: string; fixture: string };
  /** What reached the system of tools. */
  seen: Seen[];
  stop(): Promise<void>;
};

/** A tool that changes something, so that it needs a scope the person's tokens lack. Nothing ever reaches it. */
const changing = toolFor<undefined>()({
  name: "fast_change",
  title: "Change",
  description: "Changes a text.",
  phase: 3,
  risk: "irreversible",
  input: z.strictObject({ text: z.string() }),
  output: z.object({ text: z.string() }),
  example: { text: "hello" },
  preview: unreached,
  handler: unreached,
});

async function unreached(): Promise<never> {
  throw new Error("the fast server answers by itself");
}

export async function openWireHouse(): Promise<WireHouse> {
  const fixture: Fixture = await openFixture();
  const seen: Seen[] = [];
  const server = fastServer((request) => seen.push(request));
  const fast: Listening = await listen((request, response) => void server.emit("request", request, response));
  const catalog = {
    ...fastCatalog,
    tools: [...fastTools, changing].map((tool) => catalogEntry(tool as never)),
  };
  const granted = [
    "fast_echo",
    "fast_change",
    ...fixture.system.catalog.tools.map(({ name }: CatalogEntry) => name),
  ];
  const house = await openHouse({
    systems: {
      fast: { catalog, url: fast.url },
      fixture: fixture.system,
    },
    config: {
      roles: {
        tester: { title: "Testers", groups: ["gatehouse-finance"], perMinute: 100_000, tools: granted },
      },
    },
  });
  await openPhase(house.database.url, "fast", 3);
  const token = async (path: string) => (await house.tokensOf(EMAIL, path)).access_token;
  return {
    house,
    urls: { all: `${house.url}/mcp`, fast: `${house.url}/mcp/fast`, fixture: `${house.url}/mcp/fixture` },
    tokens: {
      all: await token("/mcp"),
      fast: await token("/mcp/fast"),
      fixture: await token("/mcp/fixture"),
    },
    seen,
    async stop() {
      await house.stop();
      await fast.stop();
      await fixture.stop();
    },
  };
}

export type RawAnswer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
};

/** A request as fetch would never send it: any verb, any Host, a body of undeclared length. */
export function raw(
  url: string,
  {
    method = "POST",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      // The gateway may hang up on whoever still sends: what counts is what it answered.
      response.on("error", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
