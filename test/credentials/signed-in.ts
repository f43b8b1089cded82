import { HeadlessBrowser, type Page } from "../support/headless-sign-in.ts";

const ELSEWHERE = "http://127.0.0.1:1/nowhere";

/** A browser in which somebody presses buttons by what stands on them. */
export type Person = {
  browser: HeadlessBrowser;
  page: Page;
  open(url: string): Promise<Page>;
  /** Presses the button of that text, `undefined` for one that is not there being an error. */
  press(text: string): Promise<Page>;
};

/** Somebody signed in on the way to a page of the gateway. */
export async function signedIn(origin: string, email: string, path = "/connections"): Promise<Person> {
  const browser = new HeadlessBrowser();
  const person: Person = {
    browser,
    page: (await browser.open(new URL(path, origin), ELSEWHERE)) as Page,
    async open(url) {
      person.page = (await browser.open(new URL(url, origin), ELSEWHERE)) as Page;
      return person.page;
    },
    async press(text) {
      const { page } = person;
      const form = formWith(page, text);
      person.page = (await browser.submit(page, form, undefined, ELSEWHERE)) as Page;
      return person.page;
    },
  };
  for (let step = 0; step < 3 && !person.page.html.includes("Sign out"); step += 1) {
    const form = person.page.forms[0];
    const button = form?.buttons.find(({ value }) => value === "approve" || value === email);
    if (!form || !button) throw new Error(`no way on from ${person.page.url}: ${person.page.html}`);
    person.page = (await browser.submit(person.page, form, button, ELSEWHERE)) as Page;
  }
  return person;
}

/** The form whose button begins with a text. */
function formWith({ html, forms, url }: Page, text: string) {
  const texts = [...html.matchAll(/<form\b[^>]*>(.*?)<\/form>/gs)].map(([, content = ""]) => content);
  const index = texts.findIndex((content) => new RegExp(`<button[^>]*>\\s*${text}`).test(content));
  const form = forms[index];
  if (form === undefined) throw new Error(`${url} has no button "${text}"`);
  return form;
}
