import { LIMITS } from "./limits.ts";
import type { Relation } from "./policy.ts";

/** What a relation is made from. */
export type Node = { id: string; managerId?: string | undefined; isActive: boolean };
type Nodes = { get(id: string): Node | undefined };

/**
 * The managers above somebody, nearest first, at most twelve. Where two people report to each other nothing says who is
 * above whom: a person inside such a loop has no line, and a line that runs into one ends there.
 */
export function lineAbove(person: Node, nodes: Nodes): { ids: string[]; isLoop: boolean } {
  const ids: string[] = [];
  let managerId = person.managerId;
  while (managerId !== undefined && ids.length < LIMITS.lineMax) {
    if (managerId === person.id) return { ids: [], isLoop: true };
    if (ids.includes(managerId)) return { ids, isLoop: true };
    const manager = nodes.get(managerId);
    // A manager whom nobody knows is nobody's caller; above them nothing is known.
    if (manager === undefined) break;
    ids.push(managerId);
    managerId = manager.managerId;
  }
  return { ids, isLoop: false };
}

/** How somebody stands to a person. HR is what a role makes of the caller, all else the line of managers. */
export function relationBetween(
  { id, isHr }: { id: string; isHr: boolean },
  person: Node,
  nodes: Nodes,
): Relation {
  if (isHr) return "hr";
  if (!person.isActive) return "former";
  if (person.id === id) return "self";
  return lineAbove(person, nodes).ids.includes(id) ? "manager" : "other";
}
