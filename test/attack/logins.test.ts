import { afterAll, beforeAll, expect, test } from "vitest";
import { HeadlessBrowser, type Page } from "../support/headless-sign-in.ts";
import type { LoginKind } from "../support/logins.ts";
import { authorizationUrl, REDIRECT_URI } from "./oauth.ts";
import { openReplicaProcess } from "./replica-process.ts";
import { AMARA, openWorld, type World } from "./world.ts";

let worlds: Record<LoginKind, World>;
beforeAll(async () => {
  worlds = { oidc: await openWorld(), saml: await openWorld({}, {}, "saml") };
});
afterAll(async () => {
  await worlds?.oidc.stop();
  await worlds?.saml.stop();
});

type Approached = {
  /** Brings the login's answer to us; in the browser that began, unless told otherwise. */
  deliver(browser?: HeadlessBrowser): Promise<Page | URL>;
  /** As the browser that began, at another gateway; what it is told. */
  deliverAt(origin: string): Promise<Response>;
};

/** A browser that has approved and signed in, held just before the login's answer reaches us. */
async function approach(login: LoginKind): Promise<Approached> {
  const { url } = worlds[login];
  const own = new HeadlessBrowser();
  const stopAt = login === "oidc" ? `${url}/signin/callback` : REDIRECT_URI;
  let page = await own.open(authorizationUrl(worlds[login]), stopAt);
  for (const button of [
    { name: "answer", value: "approve" },
    { name: "email", value: AMARA },
  ]) {
    if (page instanceof URL || !page.forms[0]) throw new Error("a page is missing on the way");
    page = await own.submit(page, page.forms[0], button, stopAt);
  }
  const visit = (address: string, origin: string) =>
    fetch(new URL(address, origin), {
      headers: { cookie: own.cookies.header(new URL(url)) },
      redirect: "manual",
    });
  if (page instanceof URL) {
    const callback = page;
    return {
      deliver: (browser = own) => browser.open(callback, REDIRECT_URI),
      deliverAt: (origin) => visit(`${callback.pathname}${callback.search}`, origin),
    };
  }
  const posting = page;
  const [form] = page.forms;
  if (!form) throw new Error("the provider did not answer");
  return {
    deliver: (browser = own) => browser.submit(posting, form, undefined, REDIRECT_URI),
    async deliverAt(origin) {
      const to = new URL(new URL(form.action).pathname, origin);
      const posted = await fetch(to, { method: "POST", body: form.fields, redirect: "manual" });
      const next = posted.headers.get("location");
      return next === null ? posted : visit(next, origin);
    },
  };
}

const LOGINS: LoginKind[] = ["oidc", "saml"];
const refused = { status: 400, html: expect.stringContaining("This sign-in has expired") };

test.each(LOGINS)("4: what the tests below alter leads to a code unaltered: %s", async (login) => {
  const { deliver } = await approach(login);
  const back = await deliver();
  expect(back instanceof URL && back.searchParams.has("code")).toBe(true);
});

test.each(LOGINS)("4: an answer that comes without the cookie grants nothing: %s", async (login) => {
  const { deliver } = await approach(login);
  expect(await deliver(new HeadlessBrowser())).toMatchObject(refused);
});

test.each(LOGINS)(
  "4: an answer grants nothing in a browser that has begun a sign-in of its own: %s",
  async (login) => {
    const { deliver } = await approach(login);
    const other = new HeadlessBrowser();
    await other.open(authorizationUrl(worlds[login]), REDIRECT_URI);
    expect(await deliver(other)).toMatchObject(refused);
  },
);

test.each(LOGINS)("4: an answer counts once, at whichever gateway process: %s", async (login) => {
  const replica = await openReplicaProcess(worlds[login]);
  const [first, second] = [await approach(login), await approach(login)];
  const taken = await first.deliverAt(replica.url);
  expect(taken.headers.get("location")).toContain("/oauth/authorize/");
  expect(await second.deliver()).toBeInstanceOf(URL);
  for (const { deliver, deliverAt } of [first, second]) {
    expect(await deliver()).toMatchObject(refused);
    expect((await deliverAt(replica.url)).status).toBe(400);
  }
  await replica.stop();
});

test.each(LOGINS)("4: of many deliveries at once one counts: %s", async (login) => {
  const { deliver } = await approach(login);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => deliver().catch((error: Error) => error)),
  );
  expect(answers.filter((answer) => answer instanceof URL && answer.searchParams.has("code"))).toHaveLength(
    1,
  );
});

test.each(LOGINS)("4: an answer after ten minutes grants nothing: %s", async (login) => {
  const { deliver } = await approach(login);
  await worlds[login].query("update sign_in_attempt set expires_at = now()");
  expect(await deliver()).toMatchObject(refused);
});

test("4: a SAML answer that nobody asked for grants nothing", async () => {
  const { url } = worlds.saml;
  const { deliver } = await approach("saml");
  await deliver();
  const form = { SAMLResponse: Buffer.from("<samlp:Response/>").toString("base64") };
  for (const more of [{}, { RelayState: "" }, { RelayState: "made-up" }]) {
    const body = new URLSearchParams({ ...form, ...more });
    const answer = await fetch(`${url}/signin/saml/corp/acs`, { method: "POST", body });
    expect(answer.status).toBe(400);
  }
});
