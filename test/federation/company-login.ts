import { type DemoPerson, demoPeople } from "@gatehouse/demo";
// @boundaries-ignore these tests speak to the authorization server itself, without the gateway around it
import type { OidcSettings } from "../../gateway/src/federation/settings.ts";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import {
  createDemoIdentityProvider,
  type DemoIdentityProviderOptions,
} from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import { providerSettings } from "../authorization/world.ts";
import { type Listening, listen } from "../support/listen.ts";

const SECRET = "demo-secret-of-no-worth";

export type CompanyLogin = Listening & {
  /** Requests that reached it, by method and path. */
  requests: string[];
  settings(more?: Partial<OidcSettings>): OidcSettings;
};

type Options = {
  id: string;
  /** Claims of its id tokens, beside the demo's or in their place; asked for at every sign-in. */
  claims?: (person: DemoPerson) => Record<string, unknown>;
  client?: Partial<DemoIdentityProviderOptions["client"]>;
};

/** Every claim that the tests let a provider send. */
const NAMES = ["tid", "oid", "groups", "roles", "hasgroups", "email", "email_verified", "name"];

/** An OpenID provider with the claims of another kind, for any gateway on this machine. */
export async function startCompanyLogin({ id, claims, client = {} }: Options): Promise<CompanyLogin> {
  const listening = await listen();
  const requests: string[] = [];
  const serve = await createDemoIdentityProvider({
    issuer: listening.url,
    client: {
      clientId: "gatehouse",
      ...(client.publicKey === undefined && { clientSecret: SECRET }),
      redirectUris: ["http://127.0.0.1/signin/callback", `http://127.0.0.1/signin/callback/${id}`],
      isNative: true,
      ...client,
    },
    people: demoPeople,
    ...(claims && { claims: { names: NAMES, of: claims } }),
  });
  listening.serve((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    serve(request, response);
  });
  return {
    ...listening,
    requests,
    settings: (more = {}) => ({ ...providerSettings(listening.url, SECRET), id, label: id, ...more }),
  };
}
