import { z } from "zod";
import { secretSchema as secret } from "../config/secret.ts";
import { text, textThat } from "../config/text.ts";
import { originFault, urlFault } from "../config/values.ts";

/** How one system's vendor is signed in to: which of the grants its catalog declares, and the application registered there. */
export const credentialsSchema = z.strictObject({
  /** `person`: each connects an account. `delegated`: the vendor takes our word or the company login's. `service`: one for all, for reads. */
  grant: z.enum(["person", "delegated", "service"]),
  /** The vendor account's own origin. */
  origin: textThat(originFault),
  /** Where the token endpoint or the consent page is not where the declaration says, such as at a simulator. */
  tokenOrigin: textThat(originFault).optional(),
  authorizeOrigin: textThat(originFault).optional(),
  /** What `{name}` parts of the declaration stand for, such as a tenant. */
  variables: z.record(z.string(), text).default({}),
  clientId: text.optional(),
  /** One of the two proves the application, where the vendor wants proof; of a key alone (`api_key`) it is the secret. */
  secret: secret.optional(),
  privateKey: secret.optional(),
  /** Names under which the vendor knows the key. */
  keyId: text.optional(),
  certificateThumbprint: text.optional(),
  /** JWT bearer only: another audience than the declared one, such as a sandbox's. */
  audience: textThat(urlFault).optional(),
  /** JWT bearer only: what follows the e-mail in people's usernames, such as `.sandbox`. */
  usernameSuffix: text.optional(),
  /** Service only: what to ask for instead of the declared scopes of reading. */
  scopes: z.array(z.string().min(1)).optional(),
  /** On-behalf-of only: which identity provider's sign-in the vendor takes, where there are several. */
  signIn: z.string().min(1).optional(),
});
export type CredentialsConfig = z.output<typeof credentialsSchema>;

const keyId = z.string().regex(/^[\w.:-]{1,100}$/, "must be a short name without blanks");

/** Where the keys are that open the vault: here, or behind a program that asks a KMS. Never in the database. */
export const vaultSchema = z.discriminatedUnion("provider", [
  z.strictObject({
    provider: z.literal("local"),
    /** 32 bytes in base64 each. The first seals; the others still open what they once sealed. */
    keys: z.array(z.strictObject({ id: keyId, key: secret })).min(1),
  }),
  z.strictObject({
    provider: z.literal("command"),
    /** Program and arguments, started without a shell. */
    command: z.tuple([z.string().min(1)], z.string()),
    timeoutSeconds: z.int().min(1).max(30).default(5),
  }),
]);
export type VaultConfig = z.output<typeof vaultSchema>;
