import type { Tenant } from "../tenant.ts";

/** An identity as it stands beside a date: a person, or the app that acted for itself. */
export function showIdentity({ directory }: Tenant, id: string) {
  const person = directory.byId(id);
  return person
    ? { user: { email: person.email, id: person.id, displayName: person.name } }
    : { application: { id, displayName: id } };
}
