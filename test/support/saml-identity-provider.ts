import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { inflateRawSync } from "node:zlib";
import { type DemoPerson, demoPeople } from "@gatehouse/demo";
import samlp, { type AuthOptions } from "samlp";
import { type Certificate, selfSigned } from "../production/certificate.ts";
import { type Listening, listen } from "./listen.ts";

export const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

/** What the next answers shall look like; what is not said is as a sound provider has it. */
export type SamlScript = {
  /** For the library that makes the answer. */
  options?: Partial<AuthOptions>;
  /** Names the person; by default an id that never changes, in the persistent format. */
  nameId?: (person: DemoPerson) => { nameIdentifier: string; nameIdentifierFormat?: string };
  /** Attributes beside e-mail, name and groups, or in their place. */
  attributes?: Record<string, string | readonly string[] | undefined>;
  /** Alters a signed answer on its way to the browser, as somebody between the two would. */
  tamper?: (xml: string, requestId: string) => string;
  /** Answers as if nobody had asked. */
  isUnasked?: boolean;
  /** Alters what the form carries beside it. */
  relayState?: (state: string) => string | undefined;
};

export type SamlIdentityProvider = Listening & {
  entityId: string;
  signInUrl: string;
  certificate: string;
  /** Forgets the last script and takes this one. */
  play(script?: SamlScript): void;
  /** Every answer that was made, as it left. */
  answers: Answer[];
  /** Signs with a new key from now on, and gives its certificate. */
  rotate(): string;
  /** Everybody is signed in as this person without being asked; undefined shows the page again. */
  signInAs(email: string | undefined): void;
};

/**
 * A SAML 2.0 identity provider around the library `samlp`, which makes and signs every answer. It answers at `acsUrl` alone,
 * whatever a request names, and lets whoever comes choose who to be.
 */
export async function startSamlIdentityProvider(acsUrl: () => string): Promise<SamlIdentityProvider> {
  const listening = await listen((request, response) => void serve(request, response));
  const entityId = `${listening.url}/saml`;
  const signInUrl = `${listening.url}/sign-in`;
  const answers: SamlIdentityProvider["answers"] = [];
  let keys: Certificate = selfSigned(["saml.halden.test"], "rsa");
  let script: SamlScript = {};
  let everybody: string | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", listening.url);
    if (url.pathname !== "/sign-in") return void response.writeHead(404).end();
    const form = request.method === "POST" ? new URLSearchParams(await text(request)) : undefined;
    const email = form?.get("email") ?? everybody;
    const person = demoPeople.find((one) => one.email === email);
    if (!person) return void response.writeHead(200, { "content-type": "text/html" }).end(loginPage());
    const keep = (answer: Answer) => void answers.push(answer);
    answerWith({ person, url, entityId, acsUrl: acsUrl(), keys, script, keep }, request, response);
  }

  return {
    ...listening,
    entityId,
    signInUrl,
    certificate: keys.certificate,
    answers,
    play(next = {}) {
      script = next;
    },
    rotate() {
      keys = selfSigned(["saml.halden.test"], "rsa");
      return keys.certificate;
    },
    signInAs(email) {
      everybody = email;
    },
  };
}

type Answer = { response: string; relayState: string };
type Asked = {
  person: DemoPerson;
  url: URL;
  entityId: string;
  acsUrl: string;
  keys: Certificate;
  script: SamlScript;
  keep(answer: Answer): void;
};

function answerWith(
  { person, url, entityId, acsUrl, keys, script, keep }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { options = {}, tamper = (xml: string) => xml, relayState = (state: string) => state } = script;
  const answer = samlp.auth({
    issuer: entityId,
    key: keys.key,
    cert: keys.certificate,
    recipient: acsUrl,
    destination: acsUrl,
    lifetimeInSeconds: 300,
    authnContextClassRef: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    getUserFromRequest: () => person,
    getPostURL: (_audience, _request, _incoming, done) => done(null, acsUrl),
    profileMapper: (user) => profileOf(user, script),
    responseHandler(signed) {
      const carried = {
        response: Buffer.from(tamper(signed.toString("utf8"), requestIdOf(url))).toString("base64"),
        relayState: relayState(url.searchParams.get("RelayState") ?? "") ?? "",
      };
      keep(carried);
      response.writeHead(200, { "content-type": "text/html" }).end(postingPage(acsUrl, carried));
    },
    // A request would have named us.
    ...(script.isUnasked && { audience: acsUrl.replace(/acs$/, "metadata") }),
    ...options,
  });
  const query = script.isUnasked ? {} : Object.fromEntries(url.searchParams);
  const asked = Object.assign(request, { query, body: {} });
  const express = {
    set: (name: string, value: string) => void response.setHeader(name, value),
    send: (body: unknown) => void response.end(String(body)),
  };
  answer(asked, Object.assign(response, express), (error) => response.writeHead(500).end(error.message));
}

const requestIdOf = ({ searchParams }: URL): string => {
  const request = inflateRawSync(Buffer.from(searchParams.get("SAMLRequest") ?? "", "base64")).toString();
  return / ID="([^"]+)"/.exec(request)?.[1] ?? "";
};

const profileOf = (person: DemoPerson, { nameId, attributes }: SamlScript) => ({
  getClaims: () => ({
    email: person.email,
    name: `${person.given_name} ${person.family_name}`,
    groups: person.groups,
    ...attributes,
  }),
  getNameIdentifier: () =>
    nameId?.(person) ?? {
      nameIdentifier: `saml:${person.email.split("@", 1)[0]}`,
      nameIdentifierFormat: PERSISTENT,
    },
});

const loginPage = () =>
  `<!doctype html><title>SAML login</title><form method="post">${demoPeople
    .map(({ email }) => `<button name="email" value="${email}">${email}</button>`)
    .join("")}</form>`;

/** Posts itself, as every provider's page does: from another site than ours. */
const postingPage = (url: string, { response, relayState }: { response: string; relayState: string }) =>
  `<!doctype html><title>Working</title><form method="post" action="${url}">
<input type="hidden" name="SAMLResponse" value="${response}"><input type="hidden" name="RelayState" value="${relayState}">
<noscript><input type="submit" value="Continue"></noscript></form><script>document.forms[0].submit()</script>`;
