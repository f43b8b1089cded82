import { existsSync } from "node:fs";
import { type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";
import { test } from "vitest";

/** Debian's; other systems name theirs. */
const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

const missingBrowser = existsSync(PROGRAM)
  ? undefined
  : `no browser at ${PROGRAM}: install Chromium, or name one in CHROMIUM`;

/** A test that looks at pages. Where there is no browser it is skipped, and the run ends with why. */
export const inBrowser = test.extend<{ browserIsHere: true }>({
  browserIsHere: [
    async ({ skip }, use) => {
      if (missingBrowser !== undefined) skip(missingBrowser);
      await use(true);
    },
    { auto: true },
  ],
});

/** As wide as a small phone. */
export const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;
export const DESK = { viewport: { width: 1280, height: 800 } } as const;

export type Browser = {
  /** A person's browser: cookies of its own, nothing of anybody else's. */
  open(options?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
};

/**
 * One Chromium for a test file. It calls nobody but the pages under test. Where there is none, only opening it fails: the
 * file's other tests need none.
 */
export async function startBrowser(): Promise<Browser> {
  if (missingBrowser !== undefined)
    return { open: () => Promise.reject(new Error(missingBrowser)), close: () => Promise.resolve() };
  const browser = await chromium.launch({
    executablePath: PROGRAM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      // Without a graphics processor its work is the same in the browser's own process, and costs a seventh less.
      "--in-process-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-sync",
      "--no-first-run",
    ],
  });
  return { open: (options = {}) => browser.newContext(options), close: () => browser.close() };
}
