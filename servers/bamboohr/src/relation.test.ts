import { describe, expect, test } from "vitest";
import { FIELD_CLASSES, type FieldClass } from "./field-classes.ts";
import { mayRead, type Relation } from "./policy.ts";
import { lineAbove, type Node, relationBetween } from "./relation.ts";

/** A small company: who reports to whom, in which two report to each other and one has left. */
const nodes = new Map(
  (
    [
      ["chief", undefined],
      ["director", "chief"],
      ["lead", "director"],
      ["worker", "lead"],
      ["peer", "lead"],
      ["left", "lead", "inactive"],
      ["orphan", "left"],
      ["one", "other"],
      ["other", "one"],
      ["below", "one"],
      ["selfish", "selfish"],
      ["lost", "nobody"],
    ] as const
  ).map(([id, managerId, state]): [string, Node] => [id, { id, managerId, isActive: state !== "inactive" }]),
);
const node = (id: string) => nodes.get(id) as Node;

const relations: [caller: string, target: string, isHr: boolean, relation: Relation][] = [
  ["worker", "worker", false, "self"],
  ["lead", "worker", false, "manager"],
  ["director", "worker", false, "manager"],
  ["chief", "worker", false, "manager"],
  ["peer", "worker", false, "other"],
  ["worker", "lead", false, "other"],
  ["worker", "chief", false, "other"],
  ["one", "other", false, "other"],
  ["other", "one", false, "other"],
  ["one", "below", false, "manager"],
  ["selfish", "selfish", false, "self"],
  ["selfish", "worker", false, "other"],
  ["lead", "left", false, "former"],
  ["worker", "left", false, "former"],
  ["lead", "orphan", false, "manager"],
  ["worker", "lost", false, "other"],
  ["peer", "worker", true, "hr"],
  ["peer", "left", true, "hr"],
  ["peer", "peer", true, "hr"],
  ["worker", "chief", true, "hr"],
];

test.each(relations)("%s is to %s (HR: %s) %s", (caller, target, isHr, relation) => {
  expect(relationBetween({ id: caller, isHr }, node(target), nodes)).toBe(relation);
});

/** The whole access matrix: a letter for each relation that reads the class, in the order of the heading. */
const matrix: Record<FieldClass, string> = {
  //           self manager hr other former
  directory: " yes  yes     yes yes   no",
  contact: "   yes  no      yes no    no",
  work: "      yes  yes     yes no    no",
  pay: "       yes  no      yes no    no",
  restricted: "no   no      yes no    no",
  never: "     no   no      no  no    no",
};
const heading: Relation[] = ["self", "manager", "hr", "other", "former"];
const cells = FIELD_CLASSES.flatMap((fieldClass) =>
  matrix[fieldClass]
    .trim()
    .split(/\s+/)
    .map((word, index) => [fieldClass, heading[index] as Relation, word === "yes"] as const),
);

describe("the access matrix", () => {
  test.each(cells)("%s is read by %s: %s", (fieldClass, relation, isRead) => {
    expect(mayRead(relation, fieldClass, {})).toBe(isRead);
  });

  test.each(cells)("a switch for managers' pay opens that alone (%s, %s)", (fieldClass, relation, isRead) => {
    const isOpened = fieldClass === "pay" && relation === "manager";
    expect(mayRead(relation, fieldClass, { managersSeePay: true })).toBe(isRead || isOpened);
  });

  test.each(relations)("holds for %s towards %s (HR: %s)", (caller, target, isHr, relation) => {
    for (const fieldClass of FIELD_CLASSES) {
      const [, , isRead] = cells.find(([each, to]) => each === fieldClass && to === relation) ?? [];
      expect([
        fieldClass,
        mayRead(relationBetween({ id: caller, isHr }, node(target), nodes), fieldClass, {}),
      ]).toEqual([fieldClass, isRead]);
    }
  });
});

test("a line of managers ends after twelve steps", () => {
  const long = new Map(
    Array.from({ length: 20 }, (_, index): [string, Node] => [
      `${index}`,
      { id: `${index}`, managerId: `${index + 1}`, isActive: true },
    ]),
  );
  const first = long.get("0") as Node;
  expect(lineAbove(first, long).ids).toHaveLength(12);
  expect(relationBetween({ id: "12", isHr: false }, first, long)).toBe("manager");
  expect(relationBetween({ id: "13", isHr: false }, first, long)).toBe("other");
});

test("a loop is told, for those in it and for those below it", () => {
  expect(lineAbove(node("one"), nodes)).toEqual({ ids: [], isLoop: true });
  expect(lineAbove(node("below"), nodes)).toEqual({ ids: ["one", "other"], isLoop: true });
  expect(lineAbove(node("worker"), nodes).isLoop).toBe(false);
});
