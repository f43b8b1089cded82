import type { Asked } from "../support/four-systems/simulated.ts";

/** One query as it reached a product, without what stands in literals or is bound: there a text can do nothing. */
export type SeenQuery = {
  language: "SuiteQL" | "SOQL" | "SOSL" | "OData" | "KQL";
  whole: string;
  syntax: string;
};

const SINGLE = /'(?:[^'\\]|\\.)*'/gs;
/** OData and SuiteQL write a quotation mark twice; a backslash means nothing there. */
const DOUBLED = /'(?:[^']|'')*'/gs;

/** Every query in one request, in whatever part of it. Written without the servers' encoders, so that it can disagree with them. */
export function queriesIn({ path, query, body }: Asked): SeenQuery[] {
  if (path.endsWith("/suiteql")) return [seen("SuiteQL", textAt(body, "q"), DOUBLED)];
  if (path.endsWith("/composite"))
    return listAt(body, "compositeRequest").flatMap(({ url }) => soqlIn(String(url)));
  if (path.startsWith("/services/data/")) return soqlIn(`${path}?${query}`);
  if (path.endsWith("/search/query"))
    return listAt(body, "requests").map((request) =>
      seen("KQL", String((request.query as { queryString: unknown }).queryString), /"[^"]*"/g),
    );
  const odata = ["$filter", "$search", "$orderby", "$select", "$expand"].flatMap(
    (name) => query.get(name) ?? [],
  );
  return odata.map((text) => seen("OData", text, DOUBLED));
}

function soqlIn(url: string): SeenQuery[] {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const text = searchParams.get("q");
  if (text === null) return [];
  if (/\/query(All)?$/.test(pathname)) return [seen("SOQL", text, SINGLE)];
  // The words stand in braces, where a backslash takes the meaning from the next sign.
  return pathname.endsWith("/search") ? [seen("SOSL", text, /\{(?:[^}\\]|\\.)*\}/gs)] : [];
}

const seen = (language: SeenQuery["language"], whole: string, literals: RegExp): SeenQuery => ({
  language,
  whole,
  syntax: whole.replace(literals, " "),
});

const parsed = (body: string) => JSON.parse(body) as Record<string, unknown>;
const textAt = (body: string, key: string): string => String(parsed(body)[key]);
const listAt = (body: string, key: string) => parsed(body)[key] as Record<string, unknown>[];
