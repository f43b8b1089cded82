import { GraphError, invalidRequest } from "../errors.ts";
import { itemContext } from "../graph/item-routes.ts";
import { page, readBody, select } from "../graph/odata.ts";
import { type Call, route } from "../graph/routes.ts";
import { showItem } from "../show/show-item.ts";
import { withDescendants } from "../store/tree.ts";
import { type Candidate, candidates, driveItems } from "./candidates.ts";
import { parseKql, termsOf, wordsIn } from "./kql.ts";
import { showSubject, summaryOf } from "./show-hit.ts";

const list = { units: 2, needs: "read" } as const;

const searchable = new Set(["driveItem", "listItem", "list", "site", "drive"]);
const sizeMaximum = 500;
const defaultSize = 25;
const sortMaximum = 5;

type SearchRequest = {
  entityTypes: string[];
  query: { queryString: string };
  from?: number;
  size?: number;
  fields?: string[];
  region?: string;
  sortProperties?: { name: string; isDescending?: boolean }[];
};

const badRequest = (message: string) =>
  new GraphError(400, "BadRequest", `SearchRequest Invalid (${message})`, {
    more: {
      target: "",
      details: [{ code: "Microsoft.SubstrateSearch.Api.ErrorReporting.ResourceBasedErrorBuilder", message }],
    },
  });

async function readRequest(call: Call): Promise<SearchRequest> {
  const { requests } = (await readBody(call)) as { requests?: SearchRequest[] };
  if (!Array.isArray(requests) || requests.length !== 1 || !requests[0])
    throw badRequest("Only one request is supported in requests.");
  const [request] = requests;
  const { entityTypes, query, from = 0, size = defaultSize, sortProperties = [] } = request;
  if (!Array.isArray(entityTypes) || entityTypes.some((type) => !searchable.has(type)))
    throw badRequest("The entity type is not supported.");
  if (typeof query?.queryString !== "string" || query.queryString.trim() === "")
    throw badRequest("Query string is required.");
  if (!Number.isInteger(from) || from < 0 || !Number.isInteger(size) || size < 1 || size > sizeMaximum)
    throw badRequest(`Size must be from 1 to ${sizeMaximum}.`);
  if (sortProperties.length > sortMaximum)
    throw badRequest(`At most ${sortMaximum} sort properties are supported.`);
  return request;
}

/** An app names the region of the data, a person must not need to; an app that was given single sites cannot search [recalled]. */
function checkCaller({ session, tenant }: Call, { region }: SearchRequest): void {
  if (session.kind === "person") return;
  if (!session.roles.some((role) => /^(Sites|Files)\.(Read|ReadWrite|FullControl)\.All$/.test(role)))
    throw new GraphError(403, "Forbidden", "Access to the resource is forbidden.");
  if (region === undefined || region === "")
    throw badRequest("Region is required when request with application permission.");
  if (region !== tenant.switches.region)
    throw badRequest(
      `Requested region ${region} not found. Only valid regions are ${tenant.switches.region}.`,
    );
}

async function search(call: Call): Promise<Response> {
  const request = await readRequest(call);
  checkCaller(call, request);
  const { tenant, session } = call;
  const { entityTypes, query, from = 0, size = defaultSize, fields } = request;
  const matches = parseKql(query.queryString);
  const terms = termsOf(query.queryString);
  const found = [...candidates(tenant, session, new Set(entityTypes))].filter(
    ({ subject, index }) => matches(index) && !(subject.kind === "drive" && query.queryString.trim() === "*"),
  );
  const hits = inOrder(found, terms, request.sortProperties).slice(from, from + size);
  call.c.header("x-searchplatform", "Substrate");
  return call.c.json({
    "@odata.context": `${call.url.origin}/v1.0/$metadata#Collection(microsoft.graph.searchResponse)`,
    value: [
      {
        searchTerms: terms,
        hitsContainers: [
          {
            ...(hits.length > 0 && {
              hits: hits.map((hit, index) => {
                const resource = showSubject(tenant, hit.subject);
                return {
                  hitId: String(resource.id),
                  rank: from + index + 1,
                  summary: summaryOf(hit, terms),
                  resource: { ...resource, ...chosenFields(hit, fields) },
                };
              }),
            }),
            total: found.length,
            moreResultsAvailable: from + hits.length < found.length,
          },
        ],
      },
    ],
  });
}

/** The fields that were asked for hang on the list item, also for files. */
function chosenFields({ subject }: Candidate, fields: string[] | undefined): Record<string, unknown> {
  if (!fields || subject.kind !== "driveItem") return {};
  const { item } = subject;
  const all: Record<string, string> = { title: item.name.replace(/\.[^.]+$/, ""), filename: item.name };
  const chosen = Object.fromEntries(
    fields.flatMap((name) =>
      all[name.toLowerCase()] === undefined ? [] : [[name, all[name.toLowerCase()]]],
    ),
  );
  return {
    listItem: { "@odata.type": "#microsoft.graph.listItem", id: item.guid, fields: chosen },
  };
}

/** What carries the words in its title stands first, newer things before older ones; unless an order is asked for. */
function inOrder(
  found: Candidate[],
  terms: readonly string[],
  sort: SearchRequest["sortProperties"] = [],
): Candidate[] {
  const [first] = sort;
  const inTitle = ({ index }: Candidate) =>
    terms.filter((term) => index.title.includes(wordsIn(term))).length;
  const byTime = (a: Candidate, b: Candidate) => (a.index.modifiedAt < b.index.modifiedAt ? 1 : -1);
  if (first === undefined) {
    const ranked = found.map((candidate) => ({ candidate, points: inTitle(candidate) }));
    return ranked
      .sort((a, b) => b.points - a.points || byTime(a.candidate, b.candidate))
      .map(({ candidate }) => candidate);
  }
  const sign = first.isDescending ? 1 : -1;
  const isByCreation = /created/i.test(first.name);
  if (!/^(lastmodified|created)/i.test(first.name))
    throw badRequest(`The property ${first.name} is not sortable.`);
  const key = ({ index }: Candidate) => (isByCreation ? index.createdAt : index.modifiedAt);
  return found.toSorted((a, b) => (key(a) < key(b) ? sign : key(a) > key(b) ? -sign : 0));
}

export const searchRoutes = [
  route("POST", "service", "search/query", list, search),
  route("GET", "item", "search", list, (call, { library, item }) => {
    const text = /^q='(.*)'$/s.exec(call.argument)?.[1];
    if (text === undefined || text === "") throw invalidRequest("The search text is missing.");
    const { tenant, session } = call;
    const below = new Set(withDescendants(library.tree(), item));
    const words = wordsIn(text.replaceAll("''", "'")).trim().split(" ");
    const rows = [...driveItems(tenant, session, library, tenant.now())].filter(
      ({ subject, index }) =>
        subject.kind === "driveItem" &&
        (below.has(subject.item) || library.tree().deleted.has(subject.item.id)) &&
        words.every((word) => `${index.title}${index.text}`.includes(` ${word}`)),
    );
    return page(call, {
      of: `Collection(${itemContext({ library })})`,
      rows,
      show: ({ subject }) => {
        if (subject.kind !== "driveItem") return {};
        const { cTag: _, ...shown } = showItem(tenant, library, subject.item, { withPath: false });
        // A bare GUID here, unlike everywhere else [recorded 2026].
        const parentReference = { ...shown.parentReference, siteId: library.site.collectionId };
        return select(call, { ...shown, parentReference, searchResult: {} });
      },
    });
  }),
];
