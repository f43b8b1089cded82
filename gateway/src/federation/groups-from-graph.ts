import * as oidc from "openid-client";
import { z } from "zod";
import { UnresolvedGroups } from "./identity-provider.ts";

const TIMEOUT_MS = 5_000;
/** Far above the groups that a directory allows one person; an answer beyond it is none. */
const GROUPS_MAX = 20_000;

const answer = z.object({
  value: z.array(z.string()).max(GROUPS_MAX),
  "@odata.nextLink": z.never({ error: "there are more than one answer holds" }).optional(),
});

/**
 * The ids of all security groups of one person, nested ones too, by Microsoft Graph's `getMemberObjects` [recalled], asked
 * with the application's own token. The address that Entra ID embeds in tokens is not used: it points at an API that is
 * gone, and no token may say where we send one of ours. Throws `UnresolvedGroups` on anything but a whole answer.
 */
export async function groupsFromGraph(
  configuration: oidc.Configuration,
  origin: string,
  objectId: string,
): Promise<string[]> {
  try {
    const { access_token } = await oidc.clientCredentialsGrant(configuration, {
      scope: `${origin}/.default`,
    });
    const response = await fetch(
      new URL(`/v1.0/users/${encodeURIComponent(objectId)}/getMemberObjects`, origin),
      {
        method: "POST",
        headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
        body: JSON.stringify({ securityEnabledOnly: true }),
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    if (!response.ok) throw new Error(`Microsoft Graph answered ${response.status}`);
    return answer.parse(await response.json()).value;
  } catch (cause) {
    throw new UnresolvedGroups("the groups were too many for the token, and Graph did not tell them", {
      cause,
    });
  }
}
