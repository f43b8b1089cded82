import { type Context, Hono } from "hono";
import type { Tenant } from "../tenant.ts";
import type { Content } from "./content.ts";
import type { DownloadPermit } from "./download-url.ts";
import { makeFile } from "./make-file.ts";
import { mediaTypeOf } from "./media-types.ts";

/** What the second origin serves: downloads by permit. It knows no tokens and refuses whoever shows it one. */
export function downloadRoute(tenant: Tenant) {
  return new Hono()
    .get("/_layouts/15/download.aspx", (c) => download(c, tenant))
    .get("/sites/:site/_layouts/15/download.aspx", (c) => download(c, tenant));
}

const refuse = (c: Context) => c.text("401 UNAUTHORIZED", 401);

async function download(c: Context, tenant: Tenant): Promise<Response> {
  if (c.req.header("authorization") !== undefined) return refuse(c);
  const permit = tenant.tickets.open<DownloadPermit>((c.req.query("tempauth") ?? "").replace(/^v1\./, ""));
  if (!permit || permit.until < Date.now()) return refuse(c);
  const item = tenant.store.library(permit.drive)?.tree().items.get(permit.item);
  if (!item?.content || item.guid !== c.req.query("UniqueId")) return c.text("404 NOT FOUND", 404);
  const version = item.versions.find(({ number }) => number === permit.version);
  const content = version?.content ?? item.content;
  const bytes = permit.asPdf ? await asPdf(content) : await content.bytes();
  const name = permit.asPdf ? item.name.replace(/\.[^.]+$/, ".pdf") : item.name;
  return send(c, bytes, name, `"{${item.guid.toUpperCase()}},${item.cTag}"`);
}

const asPdf = ({ plan, words }: Content): Promise<Buffer> =>
  makeFile("converted.pdf", plan?.() ?? { title: "", sections: [{ heading: "", paragraphs: [words()] }] });

/** One range of bytes (RFC 9110, 14.2); of several only the first would matter here, so the whole is sent. */
function send(c: Context, bytes: Buffer, name: string, eTag: string): Response {
  const headers = {
    "Content-Type": mediaTypeOf(name),
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    "Accept-Ranges": "bytes",
    ETag: eTag,
  };
  const range = /^bytes=(\d*)-(\d*)$/.exec(c.req.header("range") ?? "");
  if (!range || (range[1] === "" && range[2] === "")) return c.body(new Uint8Array(bytes), 200, headers);
  const [first, last] = edges(range[1] ?? "", range[2] ?? "", bytes.length);
  if (first > last) return c.body(null, 416, { "Content-Range": `bytes */${bytes.length}` });
  return c.body(new Uint8Array(bytes.subarray(first, last + 1)), 206, {
    ...headers,
    "Content-Range": `bytes ${first}-${last}/${bytes.length}`,
  });
}

function edges(from: string, to: string, length: number): [first: number, last: number] {
  if (from === "") return [Math.max(0, length - Number(to)), length - 1];
  return [Number(from), Math.min(to === "" ? length - 1 : Number(to), length - 1)];
}
