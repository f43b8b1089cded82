import type { Context } from "hono";
import type { Person } from "../store/liveness.ts";
import type { WebSession, WebVariables } from "../web-session/web-sessions.ts";

/** Who looks at a page of the console. */
export interface Viewer {
  person: Person;
  /** As the page greets them. */
  name: string;
  csrfToken: string;
  signedInAt: Date;
  /** Opens and closes phases, and sees everything. */
  isAdministrator: boolean;
  /** Sees what was done, and by whom. */
  mayOversee: boolean;
}

export interface ViewerRules {
  rolesOf(person: Person): readonly string[];
  /** Roles listed under `administrators` and under `auditors`. */
  administrators: readonly string[];
  auditors: readonly string[];
}

export type ViewerOf = (c: Context<WebVariables>) => Viewer;

/** For pages behind `requireSignIn`. Roles are asked for at every request, so that a saved change counts at once. */
export const viewerFrom = ({ rolesOf, administrators, auditors }: ViewerRules): ViewerOf => {
  const holdsOne = (roles: readonly string[], of: readonly string[]) =>
    of.some((role) => roles.includes(role));
  return (c) => {
    const { person, csrfToken, signedInAt }: WebSession = c.var.session;
    const roles = rolesOf(person);
    const isAdministrator = holdsOne(roles, administrators);
    return {
      person,
      name: nameOf(person),
      csrfToken,
      signedInAt,
      isAdministrator,
      mayOversee: isAdministrator || holdsOne(roles, auditors),
    };
  };
};

export const nameOf = ({ name, email, subject }: Pick<Person, "name" | "email" | "subject">): string =>
  name ?? email ?? subject;
