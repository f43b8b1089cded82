import { html } from "hono/html";
import { type Markup, page } from "../authorization/page.ts";
import type { SamlFacts } from "./identity-provider.ts";

/** What an administrator copies into the identity provider, in the words that providers use. */
export const samlMetadataPage = (facts: SamlFacts): Markup =>
  page(
    "SAML settings",
    html`<h1>SAML settings</h1>
      <p>Enter these at your identity provider, or let it read the metadata document.</p>
      <dl>
        <dt>Entity ID (audience, identifier)</dt>
        <dd><code>${facts.entityId}</code></dd>
        <dt>Assertion consumer service (ACS, reply URL), by HTTP-POST</dt>
        <dd><code>${facts.acsUrl}</code></dd>
        <dt>NameID format</dt>
        <dd><code>${facts.nameIdFormat}</code></dd>
        <dt>Sign</dt>
        <dd>The assertion, with SHA-256; the response too if you like. Do not encrypt it.</dd>
        <dt>Start of the sign-in</dt>
        <dd>Always here: sign-ins that begin at the identity provider are refused.</dd>
      </dl>
      <h2>Attributes</h2>
      <dl>
        ${Object.entries(facts.attributes).map(
          ([meaning, name]) => html`<dt>${meaning}</dt>
        <dd><code>${name}</code></dd>`,
        )}
      </dl>
      <p class="actions"><a class="button" href="${facts.metadataUrl}?as=document">Metadata document</a></p>`,
  );
