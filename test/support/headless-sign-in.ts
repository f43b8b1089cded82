/** Signs a demo person in as a browser would: follows redirects, keeps cookies, reads forms, presses buttons. */
export interface HeadlessSignIn {
  /** Who to be at the demo identity provider. */
  email: string;
  /** Continue with Cancel on the consent page. */
  deny?: boolean;
  /** A jar to go on with, say to act as the same browser twice. */
  cookies?: CookieJar;
}

const STEPS_MAX = 20;

/**
 * From the client's authorization URL to the redirect back to it, which is returned and not followed: it carries
 * `code` or `error`. Throws, with the page's text, where a page is neither the consent nor the login form.
 */
export async function signIn(authorizationUrl: string | URL, options: HeadlessSignIn): Promise<URL> {
  const start = new URL(authorizationUrl);
  const redirectUri = start.searchParams.get("redirect_uri");
  if (!redirectUri) throw new Error("The authorization URL has no redirect_uri.");
  const browser = new HeadlessBrowser(options.cookies);
  let page = await browser.open(start, redirectUri);
  for (let step = 0; step < STEPS_MAX && !(page instanceof URL); step += 1) {
    const form = page.forms[0];
    if (page.status !== 200 || !form)
      throw new Error(`No way on from ${page.url} (${page.status}): ${textOf(page.html)}`);
    // Only a gateway with several identity providers asks for an address.
    if (form.fields.has("email")) form.fields.set("email", options.email);
    page = await browser.submit(page, form, pressed(form, options), redirectUri);
  }
  if (!(page instanceof URL)) throw new Error(`Still at ${page.url.href} after ${STEPS_MAX} pages.`);
  return page;
}

/** The button a person would press: their own name at the login, otherwise continue or cancel. A page without any posts itself. */
function pressed(form: Form, { email, deny }: HeadlessSignIn): Button | undefined {
  if (form.buttons.length === 0) return undefined;
  const button =
    form.buttons.find(({ value }) => value === email) ??
    form.buttons.find(({ value }) => value === (deny ? "deny" : "approve"));
  if (!button)
    throw new Error(`None of the buttons fits: ${form.buttons.map(({ value }) => value).join(", ")}`);
  return button;
}

export interface Button {
  name: string;
  value: string;
}

export interface Form {
  action: string;
  fields: URLSearchParams;
  buttons: Button[];
}

export interface Page {
  url: URL;
  status: number;
  html: string;
  headers: Headers;
  forms: Form[];
}

/** Cookies by origin: closer to a browser than to a library, for origins that differ by their port alone. */
export class CookieJar {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  header(url: URL): string {
    return [...this.#cookies]
      .filter(([key, { path }]) => key.startsWith(`${url.origin} `) && isUnder(url.pathname, path))
      .map(([key, { value }]) => `${key.split(" ")[2]}=${value}`)
      .join("; ");
  }

  store(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      const attribute = (wanted: string) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
      const path = attribute("path") ?? "/";
      const key = `${url.origin} ${path} ${name}`;
      const expires = attribute("expires");
      const isOver = attribute("max-age") === "0" || (expires && Date.parse(expires) < Date.now());
      if (isOver) this.#cookies.delete(key);
      else this.#cookies.set(key, { value, path });
    }
  }
}

/** Opens pages and submits their forms; stops before it would leave for `stopAt`. */
export class HeadlessBrowser {
  readonly cookies: CookieJar;

  constructor(cookies = new CookieJar()) {
    this.cookies = cookies;
  }

  open(url: URL, stopAt: string, init: RequestInit = {}): Promise<Page | URL> {
    return this.#follow(url, stopAt, init);
  }

  submit(page: Page, form: Form, button: Button | undefined, stopAt: string): Promise<Page | URL> {
    const body = new URLSearchParams(form.fields);
    if (button) body.append(button.name, button.value);
    const headers = { origin: page.url.origin, referer: page.url.href };
    return this.#follow(new URL(form.action, page.url), stopAt, { method: "POST", body, headers });
  }

  async #follow(url: URL, stopAt: string, init: RequestInit): Promise<Page | URL> {
    const headers = new Headers(init.headers);
    // As browsers hold SameSite=Lax, which all cookies here have: a post from another site brings none.
    const from = headers.get("origin");
    const isForeignPost = init.method === "POST" && from !== null && from !== url.origin;
    headers.set("cookie", isForeignPost ? "" : this.cookies.header(url));
    headers.set("accept", "text/html");
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    this.cookies.store(url, response.headers);
    const html = await response.text();
    const location = response.headers.get("location");
    if (!location)
      return { url, status: response.status, html, headers: response.headers, forms: formsOf(html) };
    const next = new URL(location, url);
    if (withoutQuery(next) === withoutQuery(new URL(stopAt))) return next;
    return this.#follow(next, stopAt, {});
  }
}

const withoutQuery = (url: URL): string => url.origin + url.pathname;
const isUnder = (pathname: string, path: string): boolean =>
  path === "/" || pathname === path || pathname.startsWith(`${path}/`);
const textOf = (html: string): string =>
  html
    .replace(/<style.*?<\/style>|<[^>]+>/gs, " ")
    .replace(/\s+/g, " ")
    .trim();

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = "", content = ""]) => ({
    action: attributeOf(attributes, "action"),
    fields: new URLSearchParams(
      [...content.matchAll(/<input\b([^>]*)>/gs)].map(([, input = ""]): [string, string] => [
        attributeOf(input, "name"),
        attributeOf(input, "value"),
      ]),
    ),
    buttons: [...content.matchAll(/<button\b([^>]*)>/gs)].map(([, button = ""]) => ({
      name: attributeOf(button, "name"),
      value: attributeOf(button, "value"),
    })),
  }));
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function attributeOf(attributes: string, name: string): string {
  const raw = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return raw.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => ENTITIES[entity] ?? "");
}
