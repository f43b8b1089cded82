import { html } from "hono/html";
import type { RequestText } from "../request-text.ts";

/** A mail's two alternatives. Both say the same; the address in them only leads to the page. */
export type MailBody = { text: string; html: string };

export async function requestMail({ lead, facts, warnings, next, link }: RequestText): Promise<MailBody> {
  const lines = [
    lead,
    "",
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    ...(warnings.length > 0 ? ["", "Please note:", ...warnings.map((warning) => `- ${warning}`)] : []),
    "",
    next,
    link,
    "",
    FOOT,
  ];
  const page = await html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Gatehouse</title></head>
  <body>
    <p>${lead}</p>
    <table>${facts.map(({ label, value }) => html`<tr><th align="left" scope="row">${label}</th><td>${value}</td></tr>`)}</table>
    ${warnings.length > 0 ? html`<p><strong>Please note</strong></p><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>` : ""}
    <p>${next}</p>
    <p><a href="${link}">${link}</a></p>
    <p><small>${FOOT}</small></p>
  </body>
</html>`;
  return { text: lines.join("\n"), html: String(page) };
}

const FOOT =
  "Sent by Gatehouse. It shows the summary and the warnings of the preview, and no field's value before or after: those are on the page, behind your company login. Answers to this mail are not read.";
