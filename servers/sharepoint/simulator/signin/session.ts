import type { Person } from "../store/model.ts";
import type { Client } from "./clients.ts";

/** Who a valid access token speaks for: a person through an app, or the app itself. */
export type Session =
  | { kind: "person"; person: Person; client: Client; scopes: string[] }
  | { kind: "app"; client: Client; roles: string[] };
