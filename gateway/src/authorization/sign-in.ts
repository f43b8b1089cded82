import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { errors } from "oidc-provider";
import { samlRoutes } from "../federation/saml-routes.ts";
import { consentPage } from "./consent-page.ts";
import { errorFacts } from "./error-facts.ts";
import { finishSignIn, refuseBegin } from "./finish-sign-in.ts";
import { isFreshAsked } from "./fresh-login.ts";
import { WEB_CLIENT_ID } from "./own-client.ts";
import { noticePage, PAGE_HEADERS } from "./page.ts";
import { BROKEN, EXPIRED, FOREIGN_FORM, FORM_TOO_LARGE, Refusal } from "./refusal.ts";
import type { Interaction, SignInContext, SignInOptions } from "./sign-in-options.ts";
import { STYLE } from "./style.ts";

const FORM_BYTES_MAX = 10_000;
const SECONDS_PER_DAY = 86_400;

/**
 * What a person sees: the consent page, the way to the company login and back. Consent comes first and starts the
 * login, so that nobody's running session at the identity provider can be used behind their back.
 */
export function createSignIn(options: SignInOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async function setPageHeaders(c, next) {
    await next();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
  });
  app.get("/signin/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/signin/callback/:provider?", (c) => finishSignIn(c, options));
  app.route("/signin/saml", samlRoutes(options));
  app.get("/signin/:uid", (c) => showConsent(c, options));
  const limitForm = bodyLimit({
    maxSize: FORM_BYTES_MAX,
    onError() {
      throw new Refusal("the form was too large", FORM_TOO_LARGE);
    },
  });
  app.post("/signin/:uid", limitForm, (c) => takeAnswer(c, options));
  app.notFound(() => {
    throw new Refusal("no such page", { ...EXPIRED, status: 404 });
  });
  app.onError((error, c) => showRefusal(error, c, options));
  return app;
}

async function showConsent(c: SignInContext, options: SignInOptions) {
  return consent(c, options, await openInteraction(c, options));
}

async function consent(
  c: SignInContext,
  options: SignInOptions,
  { params, uid }: Interaction,
  unknownAddress?: string,
) {
  const client = await options.provider().Client.find(String(params.client_id));
  const browser = options.browsers.ensure(c);
  const page = consentPage({
    isOwn: params.client_id === WEB_CLIENT_ID,
    clientName: client?.clientName ?? String(params.client_id),
    redirectUri: String(params.redirect_uri),
    scopes: String(params.scope).split(" "),
    resource: String(params.resource),
    providerLabel: options.identityProviders.sole?.label,
    loginDays: Math.max(1, Math.round(options.lifetimes.loginSeconds / SECONDS_PER_DAY)),
    csrfToken: options.browsers.csrfToken(uid, browser),
    ...(unknownAddress !== undefined && { unknownAddress }),
  });
  return c.html(page, unknownAddress === undefined ? 200 : 400);
}

async function takeAnswer(c: SignInContext, options: SignInOptions) {
  const interaction = await openInteraction(c, options);
  const retry = `/signin/${interaction.uid}`;
  const browser = options.browsers.read(c);
  const form = await c.req.parseBody();
  const origin = c.req.header("origin");
  const isForeign = origin !== undefined && origin !== new URL(options.publicUrl).origin;
  if (isForeign || !browser || !options.browsers.isCsrfToken(form.csrf, interaction.uid, browser)) {
    throw new Refusal("the answer did not come from the consent page", { ...FOREIGN_FORM, retry });
  }
  if (form.answer !== "approve") return deny(c, options, interaction);

  const { sole, byAddress } = options.identityProviders;
  const address = typeof form.email === "string" ? form.email.trim() : "";
  const chosen = sole ?? byAddress(address);
  if (!chosen) return consent(c, options, interaction, address);
  const trip = chosen.newRoundTrip();
  const url = await chosen
    .begin(trip, { hint: sole ? undefined : address, isFresh: isFreshAsked(interaction) })
    .catch((cause: unknown) => refuseBegin(cause, interaction.uid));
  await options.attempts.open({ ...trip, browser, interactionUid: interaction.uid, providerId: chosen.id });
  return c.redirect(url.href, 303);
}

async function deny(c: SignInContext, options: SignInOptions, interaction: Interaction) {
  const names = options.namesOf(c.env.incoming);
  const clientId = String(interaction.params.client_id);
  options.onEvent({ kind: "refused", ...names, clientId, reason: "consent: the person declined" });
  interaction.result = { error: "access_denied", error_description: "the person declined to connect" };
  await interaction.persist();
  return c.redirect(interaction.returnTo, 303);
}

/** The provider's own signed cookie says which request this browser has open; the path's uid is only its scope. */
async function openInteraction(c: SignInContext, { provider }: SignInOptions): Promise<Interaction> {
  const interaction = await provider().interactionDetails(c.env.incoming, c.env.outgoing);
  if (interaction.uid !== c.req.param("uid")) throw new Refusal("another request's cookie", EXPIRED);
  return interaction;
}

function showRefusal(error: Error, c: SignInContext, { log, onEvent, namesOf }: SignInOptions) {
  const names = namesOf(c.env.incoming);
  const refusal = asRefusal(error);
  const { personId, ...notice } = refusal.notice;
  const details = { ...names, personId, path: c.req.path, cause: errorFacts(refusal.cause) };
  if (notice.status === 503) log.error(details, refusal.message);
  else log.warn(details, refusal.message);
  onEvent({ kind: "refused", ...names, personId, reason: `sign-in: ${refusal.message}` });
  return c.html(noticePage({ ...notice, reference: names.reference }), notice.status);
}

function asRefusal(error: Error): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof errors.SessionNotFound) {
    return new Refusal("the authorization request is over, or began in another browser", EXPIRED);
  }
  return new Refusal("the sign-in pages failed", BROKEN, { cause: error });
}
