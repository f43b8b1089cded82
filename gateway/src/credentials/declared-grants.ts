import type { System } from "@gatehouse/tool";
import { z } from "zod";

const path = z.string().startsWith("/");
const scopes = z.array(z.string().min(1));
const origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, "is no origin");

const endpoint = {
  tokenOrigin: origin.optional(),
  tokenPath: path,
  tokenLifetimeMs: z.int().positive().optional(),
  revocationPath: path.optional(),
};
const methods = [
  "none",
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
  "certificate_jwt",
] as const;
const client = {
  authentication: z.array(z.enum(methods)).min(1),
  algorithms: z.array(z.string()).optional(),
};

const authorizationCode = z.strictObject({
  kind: z.literal("authorization_code"),
  authorizeUrl: z.string().regex(/^https:\/\//, "must be an https address"),
  connectScopes: scopes.optional(),
  narrowsOnRefresh: z.boolean().optional(),
  connectionDays: z.int().positive().optional(),
  account: z
    .strictObject({
      path,
      post: z.record(z.string(), z.string()).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      email: z.array(z.string().min(1)).min(1),
      subject: z.string().optional(),
    })
    .optional(),
  ...endpoint,
  ...client,
});
const jwtBearer = z.strictObject({
  kind: z.literal("jwt_bearer"),
  algorithms: z.array(z.string()).min(1),
  audience: z.string().min(1),
  ...endpoint,
});
const onBehalfOf = z.strictObject({ kind: z.literal("on_behalf_of"), ...endpoint, ...client });
const clientCredentials = z.strictObject({ kind: z.literal("client_credentials"), ...endpoint, ...client });
const apiKey = z.strictObject({ kind: z.literal("api_key") });

const grants = z.strictObject({
  service: z.discriminatedUnion("kind", [clientCredentials, apiKey]).optional(),
  person: authorizationCode.optional(),
  delegated: z.discriminatedUnion("kind", [jwtBearer, onBehalfOf]).optional(),
});

/**
 * The part of `catalog/system.json` that says how the vendor is signed in to, as a server's `system.ts` declares it. A catalog
 * may leave it out: then the gateway holds no credentials for that system.
 */
export const declaredGrants = {
  // An absent member and one that is undefined are the same in JSON, where this comes from.
  grants: grants.transform((value) => value as System["grants"]).optional(),
  scopes: z.strictObject({ 1: scopes, 2: scopes, 3: scopes }).optional(),
};
