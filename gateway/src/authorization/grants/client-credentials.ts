import { errors } from "oidc-provider";
import type { People } from "../../store/people.ts";
import type { Machine } from "../clients/settings.ts";
import { type GrantType, issueToken, narrowedScope } from "./grant-type.ts";
import { MACHINE_ISSUER } from "./names.ts";

/**
 * Tokens for programs that act for themselves (RFC 6749, 4.4). They stand in the directory, so that roles, limits, audit and the
 * check of every call work as for people; whoever switches that person off has switched the machine off.
 */
export function clientCredentials(
  machines: readonly Machine[],
  people: Pick<People, "recordSignIn">,
): GrantType {
  const known = new Map(machines.map((machine) => [machine.id, machine]));
  return {
    name: "client_credentials",
    parameters: ["scope", "resource"],
    async handle(ctx, issuing) {
      const machine = known.get(ctx.oidc.client.clientId);
      if (!machine) throw new errors.UnauthorizedClient("this client is no machine");
      const { id, isActive } = await people.recordSignIn(identityOf(machine));
      if (!isActive) throw new errors.UnauthorizedClient("this machine is switched off");
      const scope = await narrowedScope(ctx.oidc.params.scope, machine.scopes, id, issuing.mayWrite);
      await issueToken(ctx, issuing, { personId: id, scope });
    },
  };
}

const identityOf = ({ id, name }: Machine) => ({
  issuer: MACHINE_ISSUER,
  subject: id,
  email: undefined,
  name,
  // What it may do stands in the configuration beside it, not in groups that somebody else could set.
  groups: [],
  appRoles: [],
  authTime: undefined,
  acr: undefined,
  amr: ["private_key_jwt"],
});
