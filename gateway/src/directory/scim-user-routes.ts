import type { ProvisionedPeople, StoredUser } from "./provisioned-people.ts";
import { foldedBody, USER_ATTRIBUTES } from "./scim-attributes.ts";
import { answer, type ScimRoutes } from "./scim-http.ts";
import { listOf, listQuery, shownPart } from "./scim-list.ts";
import { patchedUser, patchOperations } from "./scim-patch.ts";
import { shownUser, userFrom } from "./scim-resources.ts";

export function userRoutes(scim: ScimRoutes, people: ProvisionedPeople, base: string): void {
  const shown = ({ user, meta, groups }: StoredUser) => shownUser(user, meta, groups, base);

  scim.get("/Users", async (c) => {
    const { conditions, page } = listQuery(c.req);
    const { total, users } = await people.list(c.get("by"), conditions, page);
    return answer(
      c,
      200,
      listOf(
        total,
        page,
        users.map((user) => shownPart(shown(user), c.req)),
      ),
    );
  });
  scim.post("/Users", async (c) => {
    const body = foldedBody(c.get("body"), USER_ATTRIBUTES);
    return answer(c, 201, shown(await people.create(c.get("by"), userFrom(body))));
  });
  scim.get("/Users/:id", async (c) =>
    answer(c, 200, shownPart(shown(await people.get(c.get("by"), c.req.param("id"))), c.req)),
  );
  scim.put("/Users/:id", async (c) => {
    const body = foldedBody(c.get("body"), USER_ATTRIBUTES);
    const ifMatch = c.req.header("if-match");
    const changed = await people.change(
      c.get("by"),
      c.req.param("id"),
      (former) => userFrom(body, former),
      ifMatch,
    );
    return answer(c, 200, shown(changed));
  });
  scim.patch("/Users/:id", async (c) => {
    const operations = patchOperations(c.get("body"), USER_ATTRIBUTES);
    const ifMatch = c.req.header("if-match");
    const changed = await people.change(
      c.get("by"),
      c.req.param("id"),
      (former) => userFrom(patchedUser(former, operations), former),
      ifMatch,
    );
    return answer(c, 200, shown(changed));
  });
  scim.delete("/Users/:id", async (c) => {
    await people.remove(c.get("by"), c.req.param("id"));
    return c.body(null, 204);
  });
}
