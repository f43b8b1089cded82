import { randomBytes } from "node:crypto";
import { accessChain } from "../access/rights.ts";
import { invalidRequest, itemNotFound, notAllowed } from "../errors.ts";
import { viewerOf } from "../files/media-types.ts";
import { showPermission } from "../show/show-permission.ts";
import { personGrantId, shareIdOf } from "../store/identifiers.ts";
import type { Access, Grant, Item, Library, LinkScope, Role } from "../store/model.ts";
import { actorOf, markChanged } from "./change-item.ts";
import { type ItemPlace, itemContext } from "./item-routes.ts";
import { contextOf, entity, page, readBody } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const see = { units: 5, needs: "read" } as const;
const set = { units: 5, needs: "write" } as const;

const contextFor = ({ library, item }: ItemPlace): string =>
  `${itemContext({ library })}('${item.id}')/permissions`;

/** Every grant that holds for the item, its own first; those from above say where they come from. */
function grantsOn({ library, item }: ItemPlace): { grant: Grant; from: Item | Library | undefined }[] {
  return accessChain(library, item).flatMap(({ access, at }) =>
    access.grants.map((grant) => ({
      grant,
      from: at === item ? undefined : "tree" in at || "guid" in at ? at : library,
    })),
  );
}

const shownGrants = (call: Call, place: ItemPlace) =>
  grantsOn(place).map(({ grant, from }) => showPermission(call.tenant, place.library, grant, from));

function ownGrant({ item }: ItemPlace, id: string | undefined): Grant | undefined {
  return item.access?.grants.find((grant) => grant.id === id);
}

/** A grant from above is changed where it was given. */
function grantToChange(place: ItemPlace, id: string | undefined): Grant {
  const own = ownGrant(place, id);
  if (own) return own;
  throw grantsOn(place).some(({ grant }) => grant.id === id)
    ? notAllowed("The permission is inherited and cannot be changed here.")
    : itemNotFound();
}

/** A new grant on the item; what it had from above stays. */
function addGrant(call: Call, { library, item }: ItemPlace, grant: Grant): void {
  call.tenant.store.touchItem(library, item.id);
  const access: Access = item.access ?? { inherits: true, grants: [] };
  item.access = { ...access, grants: [...access.grants.filter(({ id }) => id !== grant.id), grant] };
  markChanged(call.tenant, library, item, actorOf(call));
}

function roleIn(roles: unknown): Role {
  const [role] = Array.isArray(roles) ? roles : [];
  if (role !== "read" && role !== "write" && role !== "owner") throw invalidRequest("The role is not valid.");
  return role;
}

async function invite(call: Call, place: ItemPlace): Promise<Response> {
  const { tenant, c } = call;
  const { recipients, roles, expirationDateTime } = (await readBody(call)) as {
    recipients?: { email?: string }[];
    roles?: unknown;
    expirationDateTime?: string;
  };
  const role = roleIn(roles);
  if (!Array.isArray(recipients) || recipients.length === 0) throw invalidRequest("Recipients are missing.");
  const people = recipients.map(({ email }) => tenant.directory.byEmail(email ?? ""));
  const grants = people.map((person): Grant => {
    // Real tenants invite strangers as new guests; here everybody is known beforehand.
    if (!person) throw invalidRequest("Could not resolve the recipient.");
    return {
      id: personGrantId(person.email),
      role,
      person: person.id,
      ...(expirationDateTime !== undefined && { expiresAt: expirationDateTime }),
    };
  });
  for (const grant of grants) addGrant(call, place, grant);
  deprecationHeaders(call);
  return c.json({
    "@odata.context": contextOf(call, "Collection(permission)"),
    value: grants.map((grant) => showPermission(tenant, place.library, grant, undefined)),
  });
}

/** Sharing carries notice of its own successor; the dates are the simulator's. */
function deprecationHeaders({ c }: Call): void {
  c.header("deprecation", "Sat, 01 Aug 2026 00:00:00 GMT");
  c.header("sunset", "Tue, 01 Aug 2028 00:00:00 GMT");
  c.header("link", '<https://learn.microsoft.com/graph>;rel="deprecation"');
}

const scopes: readonly string[] = ["anonymous", "organization", "users"];

async function createLink(call: Call, place: ItemPlace): Promise<Response> {
  const { item, library } = place;
  const { type, scope = "organization", expirationDateTime } = await readBody(call);
  if ((type !== "view" && type !== "edit") || !scopes.includes(String(scope)))
    throw invalidRequest("The link type or scope is not valid.");
  deprecationHeaders(call);
  const same = item.access?.grants.find(({ link }) => link?.type === type && link.scope === scope);
  const context = `${contextFor(place)}/$entity`;
  if (same) return entity(call, context, showPermission(call.tenant, library, same, undefined));
  const site = library.site.path.split("/").at(-1) ?? "";
  const token = randomBytes(24).toString("base64url");
  const url = `https://${call.tenant.host}/:${item.isFolder ? "f" : viewerOf(item.name)}:/s/${site}/E${token}`;
  const grant: Grant = {
    id: token,
    role: type === "edit" ? "write" : "read",
    link: { type, scope: scope as LinkScope, url, people: scope === "users" ? [actorOf(call)] : [] },
    ...(typeof expirationDateTime === "string" && { expiresAt: expirationDateTime }),
  };
  addGrant(call, place, grant);
  return entity(
    call,
    context,
    { ...showPermission(call.tenant, library, grant, undefined), shareId: shareIdOf(url) },
    undefined,
    201,
  );
}

export const permissionRoutes = [
  route("GET", "item", "permissions", see, (call, place) =>
    page(call, { of: contextFor(place), rows: shownGrants(call, place), show: (shown) => shown }),
  ),
  route("GET", "item", "permissions/*", see, (call, place) => {
    const shown = shownGrants(call, place).find(({ id }) => id === call.words[0]);
    if (!shown) throw itemNotFound();
    return entity(call, `${contextFor(place)}/$entity`, shown);
  }),
  route("POST", "item", "invite", set, invite),
  route("POST", "item", "createLink", set, createLink),
  route("PATCH", "item", "permissions/*", set, async (call, place) => {
    const grant = grantToChange(place, call.words[0]);
    const { roles } = await readBody(call);
    const changed = { ...grant, role: roleIn(roles) };
    addGrant(call, place, changed);
    return entity(
      call,
      `${contextFor(place)}/$entity`,
      showPermission(call.tenant, place.library, changed, undefined),
    );
  }),
  route("DELETE", "item", "permissions/*", set, (call, place) => {
    const { library, item } = place;
    const grant = grantToChange(place, call.words[0]);
    call.tenant.store.touchItem(library, item.id);
    const grants = (item.access?.grants ?? []).filter((one) => one !== grant);
    item.access =
      item.access?.inherits === false || grants.length > 0
        ? { inherits: item.access?.inherits ?? true, grants }
        : null;
    markChanged(call.tenant, library, item, actorOf(call));
    return call.c.body(null, 204);
  }),
];
