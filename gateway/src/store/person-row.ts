import type { Person } from "./liveness.ts";

/** A row of `person` as it comes from the database. */
export interface PersonRow {
  id: string;
  issuer: string;
  subject: string;
  email: string | null;
  name: string | null;
  groups: string[];
  app_roles: string[];
  revision: string;
  auth_time: Date | null;
  acr: string | null;
  amr: string[];
}

export const personOf = (row: PersonRow): Person => ({
  id: row.id,
  issuer: row.issuer,
  subject: row.subject,
  email: row.email ?? undefined,
  name: row.name ?? undefined,
  groups: row.groups,
  appRoles: row.app_roles,
  revision: Number(row.revision),
  authTime: row.auth_time ?? undefined,
  acr: row.acr ?? undefined,
  amr: row.amr,
});
