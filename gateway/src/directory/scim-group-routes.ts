import type { ProvisionedGroups, StoredGroup } from "./provisioned-groups.ts";
import { foldedBody, GROUP_ATTRIBUTES } from "./scim-attributes.ts";
import { groupPatch, memberIds } from "./scim-groups-patch.ts";
import { answer, type ScimRoutes } from "./scim-http.ts";
import { isShown, listOf, listQuery, shownPart } from "./scim-list.ts";
import { patchOperations } from "./scim-patch.ts";
import { groupFrom, shownGroup } from "./scim-resources.ts";

export function groupRoutes(scim: ScimRoutes, groups: ProvisionedGroups, base: string): void {
  const shown = ({ group, meta, members }: StoredGroup) => shownGroup(group, meta, members, base);

  scim.get("/Groups", async (c) => {
    const { conditions, page } = listQuery(c.req);
    const found = await groups.list(c.get("by"), conditions, page, isShown("members", c.req));
    const resources = found.groups.map((group) => shownPart(shown(group), c.req));
    return answer(c, 200, listOf(found.total, page, resources));
  });
  scim.post("/Groups", async (c) => {
    const body = foldedBody(c.get("body"), GROUP_ATTRIBUTES);
    const created = await groups.create(c.get("by"), groupFrom(body), memberIds(body.members));
    return answer(c, 201, shown(created));
  });
  scim.get("/Groups/:id", async (c) => {
    const found = await groups.get(c.get("by"), c.req.param("id"), isShown("members", c.req));
    return answer(c, 200, shownPart(shown(found), c.req));
  });
  scim.put("/Groups/:id", async (c) => {
    const body = foldedBody(c.get("body"), GROUP_ATTRIBUTES);
    const id = c.req.param("id");
    // A body without members leaves nobody in it: that is what replacing means, and it gives no rights.
    const change = {
      group: (former: StoredGroup["group"]) => groupFrom(body, former),
      members: [{ set: memberIds(body.members) }],
    };
    await groups.change(c.get("by"), id, change, c.req.header("if-match"));
    return answer(c, 200, shown(await groups.get(c.get("by"), id, true)));
  });
  // 204, as Entra ID wishes and Okta accepts: a list of all members would help nobody.
  scim.patch("/Groups/:id", async (c) => {
    const change = groupPatch(patchOperations(c.get("body"), GROUP_ATTRIBUTES));
    const { meta } = await groups.change(c.get("by"), c.req.param("id"), change, c.req.header("if-match"));
    return c.body(null, 204, { etag: `W/"${meta.version}"` });
  });
  scim.delete("/Groups/:id", async (c) => {
    await groups.remove(c.get("by"), c.req.param("id"));
    return c.body(null, 204);
  });
}
