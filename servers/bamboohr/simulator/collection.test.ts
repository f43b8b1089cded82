import { expect, test } from "vitest";
import { createCollection } from "./collection.ts";

type Item = { id: string; group: string; name: string; lastChanged?: string };

function seeded() {
  const items = createCollection<Item>(({ group }) => group);
  items.seed({ id: "1", group: "a", name: "one" });
  items.seed({ id: "2", group: "a", name: "two" });
  return items;
}

test("Records are found by id and by group, and a changed group moves them", () => {
  const items = seeded();
  items.update("2", { group: "b" });
  expect(items.get("2")).toEqual({ id: "2", group: "b", name: "two" });
  expect([items.of("a").length, items.of("b").length, items.of("c").length]).toEqual([1, 1, 0]);
});

test("Differences name what is new, changed and gone, and nothing that was taken back", () => {
  const items = seeded();
  items.add({ id: items.nextId(), group: "a", name: "three" });
  items.remove("1");
  items.update("2", { name: "other" });
  expect(items.differences()).toEqual({
    "1": "deleted",
    "2": { name: "other" },
    "3": { id: "3", group: "a", name: "three" },
  });
  items.update("2", { name: "two" });
  expect(Object.keys(items.differences())).toEqual(["1", "3"]);
});

test("A field that the system sets by itself is no difference", () => {
  const items = seeded();
  items.update("1", { lastChanged: "2026-11-20" });
  expect(items.differences()).toEqual({});
});

test("Restoring leads back to the seed, and ids begin anew", () => {
  const items = seeded();
  items.add({ id: "3", group: "a", name: "three" });
  items.remove("1");
  items.restore();
  expect([
    items
      .all()
      .map(({ id }) => id)
      .sort(),
    items.nextId(),
  ]).toEqual([["1", "2"], "3"]);
});
