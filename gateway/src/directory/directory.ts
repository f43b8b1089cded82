import type { Dependencies } from "../dependencies.ts";
import type { Log } from "../observe/log.ts";
import type { Database } from "../store/database.ts";
import type { ProvisioningSettings } from "./config.ts";
import { directoryRecorder } from "./directory-audit.ts";
import { provisionedGroups } from "./provisioned-groups.ts";
import { provisionedPeople } from "./provisioned-people.ts";
import type { ScimRoutes } from "./scim-http.ts";
import { scimRoutes } from "./scim-routes.ts";

/** The routes by which identity providers keep the directory current; none where no provider does. */
export function directoryRoutes(options: {
  publicUrl: string;
  provisioning: readonly ProvisioningSettings[];
  database: Pick<Database, "pool">;
  audit: Dependencies["audit"];
  log: Log;
}): ScimRoutes {
  const { database, audit, log } = options;
  const record = directoryRecorder(audit, log);
  return scimRoutes({
    publicUrl: options.publicUrl,
    provisioning: options.provisioning,
    people: provisionedPeople(database.pool, record),
    groups: provisionedGroups(database.pool, record),
    counts: audit.counts,
    log,
  });
}
