import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { completeSignIn, refuseAnswer } from "../authorization/finish-sign-in.ts";
import { EXPIRED, FORM_TOO_LARGE, LOGIN_REFUSED, Refusal } from "../authorization/refusal.ts";
import type { SignInContext, SignInOptions } from "../authorization/sign-in-options.ts";
import { samlMetadataPage } from "./saml-metadata-page.ts";

/** Somebody with hundreds of groups has an answer of some 100 KB. */
const ANSWER_BYTES_MAX = 512 * 1024;

/**
 * The addresses of a SAML provider: where it posts its answers, where the browser then fetches what came of them, and what
 * its administrator enters. The answer comes by a post from the provider's page, with which browsers send no cookie of ours
 * (SameSite=Lax). So it is verified and kept under a fresh one-time state, and the redirect that follows is a request of
 * the browser's own, which brings the cookie: only then is anybody signed in.
 */
export function samlRoutes(options: SignInOptions): Hono<{ Bindings: HttpBindings }> {
  const limitAnswer = bodyLimit({
    maxSize: ANSWER_BYTES_MAX,
    onError() {
      throw new Refusal("the SAML answer was too large", FORM_TOO_LARGE);
    },
  });
  return new Hono<{ Bindings: HttpBindings }>()
    .post("/:provider/acs", limitAnswer, (c) => takeAnswer(c, options))
    .get("/:provider/answered", (c) => finishSamlSignIn(c, options))
    .get("/:provider/metadata", (c) => showMetadata(c, options));
}

async function takeAnswer(c: SignInContext, options: SignInOptions) {
  const id = c.req.param("provider") ?? "";
  const provider = options.identityProviders.saml(id);
  const form = await c.req.parseBody();
  const { RelayState: state, SAMLResponse: response } = form;
  // An answer that nobody asked for meets no attempt. It is refused before its XML is looked at.
  const attempt =
    provider && typeof state === "string" && typeof response === "string"
      ? await options.attempts.useUnbound(state)
      : undefined;
  if (!provider || typeof response !== "string" || attempt?.providerId !== id || typeof state !== "string")
    throw new Refusal("the SAML answer met no open attempt", EXPIRED);

  const { identity, assertion } = await provider
    .finish(response, { ...attempt, state })
    .catch((cause: unknown) => refuseAnswer(cause, attempt.interactionUid));
  if (!(await options.usedAssertions.use(identity.issuer, assertion))) {
    const retry = `/signin/${attempt.interactionUid}`;
    throw new Refusal("the SAML assertion was used before", { ...LOGIN_REFUSED, retry });
  }
  const parked = await options.attempts.park(attempt, identity);
  return c.redirect(`/signin/saml/${id}/answered?state=${parked}`, 303);
}

async function finishSamlSignIn(c: SignInContext, options: SignInOptions) {
  const browser = options.browsers.read(c);
  const state = c.req.query("state");
  const attempt = browser && state ? await options.attempts.use({ state, browser }) : undefined;
  if (!attempt?.identity || attempt.providerId !== c.req.param("provider"))
    throw new Refusal("the SAML answer is not for this browser", EXPIRED);
  const provider = options.identityProviders.saml(attempt.providerId);
  if (!provider) throw new Refusal("the provider is configured no more", EXPIRED);
  const { interactionUid, identity } = attempt;
  return completeSignIn(c, options, { interactionUid, provider, answer: { identity, tokens: undefined } });
}

/** A page for whoever opens it in a browser, the document for everybody else. Public, as metadata are. */
function showMetadata(c: SignInContext, options: SignInOptions) {
  const facts = options.identityProviders.saml(c.req.param("provider") ?? "")?.facts;
  if (!facts) throw new Refusal("no such SAML provider", { ...EXPIRED, status: 404 });
  const isBrowsed = c.req.header("sec-fetch-mode") === "navigate" && c.req.query("as") !== "document";
  if (isBrowsed) return c.html(samlMetadataPage(facts));
  return c.body(facts.document, 200, { "content-type": "application/samlmetadata+xml" });
}
