/** What a browser's tokenizer would hand on; comments and declarations are dropped but reported. */
export type HtmlToken =
  | { type: "text"; text: string }
  | { type: "open"; name: string; attributes: string; isSelfClosing: boolean }
  | { type: "close"; name: string }
  | { type: "comment" };

/** Their content is not markup (WHATWG HTML 13.1.2). */
const RAW = new Set(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]);

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  bull: "•",
  middot: "·",
  euro: "€",
  pound: "£",
  copy: "©",
  reg: "®",
  deg: "°",
  times: "×",
  sect: "§",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  eacute: "é",
  egrave: "è",
  agrave: "à",
  ccedil: "ç",
  ntilde: "ñ",
  aring: "å",
  oslash: "ø",
};

function entity(whole: string, name: string): string {
  if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : "\ufffd";
}

const decodeEntities = (text: string) =>
  text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z][a-z0-9]{1,30});/gi, entity);

/** Where a tag ends; `>` inside quotes does not end it. */
function tagEnd(html: string, start: number): number {
  let quote = "";
  for (let at = start; at < html.length; at++) {
    const character = html[at] as string;
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at;
  }
  return -1;
}

/** Reads any HTML, well-formed or not, in one pass without looking back. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf("<", at);
    if (start === -1 || start > at) {
      yield { type: "text", text: decodeEntities(html.slice(at, start === -1 ? undefined : start)) };
    }
    if (start === -1) return;
    if (html.startsWith("<!--", start)) {
      const end = html.indexOf("-->", start + 4);
      yield { type: "comment" };
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    const match = /^<(\/?)([a-z][a-z0-9:-]{0,30})/i.exec(html.slice(start, start + 40));
    const isDeclaration = html[start + 1] === "!" || html[start + 1] === "?";
    if (!match && !isDeclaration) {
      yield { type: "text", text: "<" };
      at = start + 1;
      continue;
    }
    const end = tagEnd(html, start + 1);
    // A tag that never ends is no tag: what follows is shown as text, so that nothing is lost.
    if (end === -1) {
      yield { type: "text", text: decodeEntities(html.slice(start)) };
      return;
    }
    at = end + 1;
    const name = match?.[2]?.toLowerCase();
    if (name === undefined) continue;
    if (match?.[1] === "/") {
      yield { type: "close", name };
      continue;
    }
    const attributes = html.slice(start + 1 + name.length, end);
    yield { type: "open", name, attributes, isSelfClosing: attributes.endsWith("/") };
    if (!RAW.has(name)) continue;
    const closing = new RegExp(`</${name}[\\s>/]`, "gi");
    closing.lastIndex = at;
    const rawEnd = closing.exec(html)?.index ?? html.length;
    if (rawEnd > at)
      yield { type: "text", text: name === "title" ? decodeEntities(html.slice(at, rawEnd)) : "" };
    at = rawEnd;
  }
}
