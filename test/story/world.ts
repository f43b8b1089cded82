import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { system as netsuite, tools } from "@gatehouse/netsuite";
import type { BrowserContext, Page } from "playwright-core";
import { parse } from "yaml";
import { querier } from "../attack/world.ts";
import { signInByKeyboard, watched } from "../browser/console-world.ts";
import { type Answer, type Assistant, openAssistant } from "../support/assistant.ts";
import { type Browser, type DESK, type PHONE, startBrowser } from "../support/browser.ts";
import { openNetSuite } from "../support/open-netsuite.ts";

export const INGRID = "ingrid.solberg@halden.example"; // Operations: asks
export const TOMAS = "tomas.rivera@halden.example"; // a project manager: asks, and confirms first
export const AMARA = "amara.osei@halden.example"; // Finance: approves
export const SANDRA = "sandra.kumar@halden.example"; // Finance: approves
export const MEI = "mei.tanaka@halden.example"; // IT
export const YARA = "yara.cohen@halden.example"; // IT

const root = path.resolve(import.meta.dirname, "../..");
const MAIN = path.join(root, "gateway/dist/main.js");

export type Story = Awaited<ReturnType<typeof openStory>>;

/** NetSuite behind a gateway with the rules of the demo, its people with their own accounts there, their assistants and browsers. */
export async function openStory() {
  const { config, settings } = await demoRules();
  const house = await openNetSuite({ config, settings });
  const browser = await startBrowser();
  // Whoever decides has been here before: only then are they known as people who can.
  for (const email of [AMARA, SANDRA]) await house.tokensOf(email);
  const assistants = new Map<string, Promise<Assistant>>();
  const pages = new Map<string, Promise<{ page: Page; faults: string[] }>>();
  const assistant = (email: string) => {
    const known = assistants.get(email) ?? openAssistant(new URL("/mcp", house.url), email);
    assistants.set(email, known);
    return known;
  };
  return {
    ...house,
    query: querier(house),
    /** Asks one tool through somebody's assistant. */
    async says(email: string, tool: string, given: Record<string, unknown> = {}) {
      const answer = await (await assistant(email)).call(tool, given);
      return { code: codeOf(answer), text: answer.content[0]?.text ?? "", data: answer.structuredContent };
    },
    async toolsOf(email: string): Promise<string[]> {
      const { tools } = await (await assistant(email)).client.listTools();
      return tools.map(({ name }) => name);
    },
    /** Somebody's browser on a page, signed in with the keyboard where nobody is yet. */
    async visit(email: string, place: string, device: typeof PHONE | typeof DESK): Promise<Page> {
      const known = pages.get(email) ?? openPage(browser, house.url, device);
      pages.set(email, known);
      const { page } = await known;
      const { href, pathname } = new URL(place, house.url);
      await page.goto(href);
      if (new URL(page.url()).pathname !== pathname) await signInByKeyboard(page, email);
      await page.waitForURL((url) => url.href.startsWith(house.url) && url.pathname === pathname);
      return page;
    },
    /** What the pages of all these people did that they must not. */
    async faults(): Promise<string[]> {
      const open = await Promise.all(pages.values());
      return open.flatMap(({ faults }) => faults);
    },
    /** As an administrator types it, in a process of its own. */
    gatehouse: (...words: string[]): Promise<{ stdout: string; stderr: string; code?: number }> =>
      promisify(execFile)(process.execPath, [MAIN, ...words, "--config", house.configFile], {
        env: { ...process.env, ...house.env },
      }).catch((error) => error),
    async stop() {
      for (const one of assistants.values()) await (await one).close().catch(() => undefined);
      await browser.close();
      await house.stop();
    },
  };
}

/** What `gatehouse.yaml` says of NetSuite: who may use it, who approves what, and who administers. */
async function demoRules() {
  const demo = parse(await readFile(path.join(root, "gatehouse.yaml"), "utf8"));
  const known = new Set<string>(tools.map(({ name }) => name));
  const roles = Object.entries<{ tools: string[] }>(demo.roles)
    .map(([name, role]) => [name, { ...role, tools: role.tools.filter((tool) => known.has(tool)) }] as const)
    .filter(([, role]) => role.tools.length > 0);
  const { approvals, contact } = demo.systems[netsuite.id];
  return {
    settings: { approvals, contact },
    config: {
      administrators: demo.administrators,
      approvals: demo.approvals,
      roles: Object.fromEntries(roles),
    },
  };
}

async function openPage(browser: Browser, url: string, device: typeof PHONE | typeof DESK) {
  const context: BrowserContext = await browser.open(device);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { page, faults: await watched(page, url) };
}

const codeOf = ({ isError, _meta }: Answer): string =>
  isError === true ? String(_meta?.["gatehouse/error"]?.code) : "ok";
