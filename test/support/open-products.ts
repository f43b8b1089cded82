import { randomBytes } from "node:crypto";
import { cursorsWith, httpApp, type Product, trustGateway } from "@gatehouse/server";
import { catalogEntry } from "@gatehouse/tool";
import { getRequestListener } from "@hono/node-server";
import { type Door, openDoor } from "./door.ts";
import { type House, type HouseSystem, openHouse } from "./house.ts";
import { callTool } from "./mcp.ts";

// biome-ignore lint/suspicious/noExplicitAny: products of many kinds stand in one list, and each is served as it came.
export type AnyProduct = Product<any>;

type Options = {
  products: readonly AnyProduct[];
  /** Systems that are no product of ours, beside them. */
  others?: Record<string, HouseSystem>;
  /** Of the gateway's configuration. */
  config?: Record<string, unknown>;
  /** Of each product's system, such as its `timeoutSeconds`. */
  settings?: HouseSystem["settings"];
  /** Of single systems by id, on top. */
  settingsOf?: Record<string, HouseSystem["settings"]>;
  /** Of the gateway's environment. */
  env?: Record<string, string>;
  port?: number;
  /** What `ask` signs in for. */
  scope?: string;
};

/** What a server wrote to its log, which no caller sees. */
type ServerFailure = { system: string; tool: string; code: string; cause: unknown };

/** Products behind one gateway, in this process, each served over HTTP to its gateway alone as in production. */
export async function openProducts(options: Options) {
  const { products, others = {}, config = {}, settings, settingsOf = {}, env, port } = options;
  const failures: ServerFailure[] = [];
  // The servers must know their gateway, and the gateway its servers: keys are asked for only with the first call.
  let gatewayUrl = "";
  const doors = new Map<string, Door>();
  const systems: Record<string, HouseSystem> = { ...others };
  for (const product of products) {
    const { system, tools } = product;
    const door = await openDoor(served(product, () => gatewayUrl, failures));
    doors.set(system.id, door);
    const catalog = { system, tools: tools.map((tool) => catalogEntry(tool as never)) };
    systems[system.id] = { catalog, url: door.url, settings: { ...settings, ...settingsOf[system.id] } };
  }
  const house = await openHouse({
    systems,
    config: { limits: { perMinute: 100_000 }, ...config },
    ...(env && { env }),
    ...(port !== undefined && { port }),
  });
  gatewayUrl = house.url;
  return {
    ...house,
    ask: asking(house, options.scope),
    failures,
    /** Where the gateway finds a product. */
    door: (id: string) => doors.get(id) as Door,
    async stop() {
      await house.stop();
      await Promise.all([...doors.values()].map((door) => door.shut()));
    },
  };
}

function served(product: AnyProduct, gatewayUrl: () => string, failures: ServerFailure[]) {
  const { id } = product.system;
  const trust = trustGateway("http://127.0.0.1", id);
  let known: typeof trust | undefined;
  trust.keys = (header, jws) => {
    known ??= trustGateway(gatewayUrl(), id);
    return known.keys(header, jws);
  };
  const log = (entry: Omit<ServerFailure, "system">) => void failures.push({ system: id, ...entry });
  const app = httpApp({ product, trust, cursors: cursorsWith(randomBytes(32)), log });
  return getRequestListener(app.fetch);
}

/** A tool call and how it ended: `ok`, one of the table's codes, or `unknown` for a tool that the caller cannot know of. */
export type Told = {
  outcome: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape.
  data: any;
  /** The text form, frame and data apart; of a failure what was said. */
  texts: string[];
  reference: string;
};

function asking({ url, tokensOf }: House, scope?: string) {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = async (email: string) => (await tokensOf(email, "/mcp", scope)).access_token;
  return async function ask(email: string, tool: string, args: Record<string, unknown> = {}): Promise<Told> {
    const token = tokens.get(email) ?? tokenOf(email);
    tokens.set(email, token);
    const { status, headers, body } = await callTool(`${url}/mcp`, await token, tool, args);
    const { result, error } = body ?? {};
    const failure = error?.code === -32602 ? "unknown" : `status ${status}`;
    return {
      outcome: result ? (result.isError ? result._meta["gatehouse/error"].code : "ok") : failure,
      data: result?.structuredContent,
      texts: result ? result.content.map(({ text }: { text: string }) => text) : [error?.message ?? ""],
      reference: headers.get("x-request-id") ?? "",
    };
  };
}
