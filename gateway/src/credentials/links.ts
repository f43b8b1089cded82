import { type AccountLink, accountLink } from "@gatehouse/upstream";
import { applicationAt, grantOf, proof, type Source } from "./sources.ts";

/** Where a vendor sends the browser back to. One for each system, so that no answer can pass for another vendor's. */
const callbackPath = (system: string): string => `/connections/${system}/callback`;

/** The way to connect an account, for each system where people do that. */
export async function accountLinks(
  sources: ReadonlyMap<string, Source>,
  publicUrl: string,
): Promise<ReadonlyMap<string, AccountLink>> {
  const links = new Map<string, AccountLink>();
  for (const [id, { system, settings, prerequisite }] of sources) {
    if (prerequisite !== "connection") continue;
    const grant = grantOf(system, { grant: "person" });
    const { secret, privateKey, origin, authorizeOrigin } = settings;
    const link = await accountLink({
      ...applicationAt(system, settings, grant),
      credential: secret || privateKey ? proof(system, settings) : undefined,
      apiOrigin: origin,
      authorizeOrigin,
      redirectUri: `${publicUrl}${callbackPath(id)}`,
    });
    links.set(id, link);
  }
  return links;
}
