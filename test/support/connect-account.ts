import { demoPeople } from "@gatehouse/demo";
import { signedIn } from "../credentials/signed-in.ts";
import type { Page } from "./headless-sign-in.ts";

const ELSEWHERE = "http://127.0.0.1:1/nowhere";

/**
 * Connects a demo person's own account at a vendor, as they would in a browser: at the gateway's page of connections, then at the
 * vendor's page of consent, where they take the first role that bears their name. Says in a sentence what came of it.
 */
export async function connectAccount(origin: string, system: string, email: string): Promise<string> {
  const named = demoPeople.find((person) => person.email === email);
  if (named === undefined) return `Nobody of the demo company has the address ${email}.`;
  const person = await signedIn(origin, email);
  const action = `/connections/${system}/connect`;
  const form = person.page.forms.find((one) => one.action === action);
  if (form === undefined) return `${email} has nothing to connect at ${system}.`;
  person.page = (await person.browser.submit(person.page, form, undefined, ELSEWHERE)) as Page;
  const back = await person.press(`${named.given_name} ${named.family_name}`);
  const section = back.html.split(`id="${system}"`)[1]?.split("</section>")[0] ?? "";
  const said = /<p>(.*?)<\/p>/s.exec(section)?.[1]?.trim();
  return `${system}: ${said ?? `not connected; see ${new URL("/connections", origin).href}`}`;
}
