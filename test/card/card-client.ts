import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { AppBridge, type McpUiHostContext } from "@modelcontextprotocol/ext-apps/app-bridge";
import type { BrowserContext, Frame, Page } from "playwright-core";
import { watched } from "../browser/console-world.ts";
import { listen } from "../support/listen.ts";

const APPS = { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } };

type Answer = Awaited<ReturnType<Client["callTool"]>>;
type Message = Parameters<NonNullable<Parameters<AppBridge["connect"]>[0]["onmessage"]>>[0];

/** Somebody's client of the SDK, which shows cards unless told otherwise. */
export async function openClient(
  url: string,
  token: string,
  mode: "auto" | "legacy" = "auto",
  extensions: object = APPS,
) {
  const client = new Client(
    { name: "card-client", version: "1" },
    { capabilities: { extensions } as never, versionNegotiation: { mode } },
  );
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** A card as a client has put it on the screen. */
export type ShownCard = {
  page: Page;
  frame: Frame;
  /** Every address that anything on the page asked for. */
  asked: string[];
  faults: string[];
  /** Links that the card wanted opened, and what it told the model. */
  opened: string[];
  told: string[];
  close(): Promise<void>;
};

type Options = { hostContext?: McpUiHostContext; mayOpenLinks?: boolean };

/**
 * Shows an answer as a client does: the resource that the tool names, in a frame without an origin, under the policy that the
 * resource's metadata make, joined to the client by the bridge of ext-apps. The bridge lives in this process, and its messages
 * go through the page.
 */
export async function showAnswer(
  client: Client,
  context: BrowserContext,
  name: string,
  answer: Answer,
  { hostContext = {}, mayOpenLinks = true }: Options = {},
): Promise<ShownCard> {
  const { tools } = await client.listTools();
  const meta = tools.find((tool) => tool.name === name)?._meta as
    | { ui?: { resourceUri: string } }
    | undefined;
  const { contents } = await client.readResource({ uri: meta?.ui?.resourceUri ?? "" });
  const { text, _meta } = contents[0] as unknown as { text: string; _meta: { ui: { csp: Csp } } };
  const own = await listen((request, response) => {
    if (request.url === "/app")
      response
        .writeHead(200, { "content-type": "text/html", "content-security-policy": policyOf(_meta.ui.csp) })
        .end(text);
    else if (request.url === "/") response.writeHead(200, { "content-type": "text/html" }).end(CLIENT_PAGE);
    else response.writeHead(404).end();
  });
  const page = await context.newPage();
  const shown = { page, asked: [] as string[], opened: [] as string[], told: [] as string[] };
  const faults = await watched(page, own.url);
  page.on("request", (request) => shown.asked.push(request.url().replace(own.url, "")));
  const bridge = new AppBridge(
    client,
    { name: "card-client", version: "1" },
    { serverTools: {}, updateModelContext: { text: {} }, ...(mayOpenLinks && { openLinks: {} }) },
    { hostContext },
  );
  bridge.onopenlink = async ({ url }) => {
    shown.opened.push(url);
    return {};
  };
  bridge.onupdatemodelcontext = async ({ content }) => {
    shown.told.push(...(content ?? []).map((item) => ("text" in item ? item.text : "")));
    return {};
  };
  const initialized = new Promise<void>((resolve) => bridge.addEventListener("initialized", () => resolve()));
  bridge.addEventListener("sizechange", ({ height }) => {
    page.evaluate(`document.querySelector("iframe").style.height = "${height}px"`).catch(() => undefined);
  });
  await bridge.connect(await throughPage(page));
  await page.goto(own.url);
  await initialized;
  await bridge.sendToolInput({ arguments: {} });
  await bridge.sendToolResult(answer as never);
  const frame = page.frames().find((one) => one.url().endsWith("/app")) as Frame;
  await frame.waitForFunction(`document.getElementById("heading").textContent !== "Waiting for the answer"`);
  return {
    ...shown,
    faults,
    frame,
    async close() {
      await bridge.teardownResource({});
      await context.close();
      await own.stop();
    },
  };
}

type Csp = Record<"connectDomains" | "resourceDomains" | "frameDomains" | "baseUriDomains", string[]>;

/** As MCP Apps 2026-01-26 has hosts make it ("CSP Construction from Metadata"). */
const policyOf = ({ connectDomains, resourceDomains, frameDomains, baseUriDomains }: Csp) => {
  const more = resourceDomains.map((domain) => ` ${domain}`).join("");
  return [
    "default-src 'none'",
    `script-src 'self' 'unsafe-inline'${more}`,
    `style-src 'self' 'unsafe-inline'${more}`,
    `connect-src 'self'${connectDomains.map((domain) => ` ${domain}`).join("")}`,
    `img-src 'self' data:${more}`,
    `font-src 'self'${more}`,
    `frame-src ${frameDomains.join(" ") || "'none'"}`,
    "object-src 'none'",
    `base-uri ${baseUriDomains.join(" ") || "'self'"}`,
  ].join("; ");
};

const CLIENT_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A client</title><link rel="icon" href="data:,">
<style>body { margin: 8px; color-scheme: light dark } iframe { width: 100%; height: 200px; border: 0 }</style></head>
<body><script>
addEventListener("message", ({ source, data }) => {
  if (source === document.querySelector("iframe").contentWindow) fromCard(JSON.stringify(data));
});
</script><iframe title="A card" sandbox="allow-scripts" src="/app"></iframe></body></html>`;

/** Messages between the bridge here and the card's frame there. */
async function throughPage(page: Page): Promise<Parameters<AppBridge["connect"]>[0]> {
  const transport: Parameters<AppBridge["connect"]>[0] = {
    start: async () => undefined,
    close: async () => undefined,
    send: async (message) => {
      await page.evaluate(
        `document.querySelector("iframe").contentWindow.postMessage(${JSON.stringify(message)}, "*")`,
      );
    },
  };
  await page.exposeFunction("fromCard", (message: string) =>
    transport.onmessage?.(JSON.parse(message) as Message),
  );
  return transport;
}
