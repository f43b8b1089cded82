import { addDays } from "@gatehouse/demo";
import type { Row } from "../store.ts";
import { cycle, momentOn, type Seeding } from "./seeding.ts";

type Request = { target: Row; submitter: string; actor: string };

/** Twelve pending approvals: discounts on opportunities, credit for accounts; two wait for a queue, one for its own submitter. */
export function seedApprovals(seeding: Seeding): void {
  const { store, planted, openOpportunities, userByEmail } = seeding;
  const discount = process(seeding, "Discount Approval", "Opportunity");
  const credit = process(seeding, "Credit Approval", "Account");
  const user = (email: string) => userByEmail.get(`${email}@halden.example`)?.Id ?? "";
  const [daniel, ingrid, amara] = [user("daniel.kowalski"), user("ingrid.solberg"), user("amara.osei")];
  const manager = String(store.read("User", daniel)?.ManagerId ?? ingrid);
  const desk = store.matching("Group", "DeveloperName", "Deal_Desk")[0]?.Id ?? "";
  // What examples read must stay editable, and a pending approval would lock it.
  const free = openOpportunities.filter(
    (row) => row.Id !== planted.vanished && row.Id !== planted.daniel.opportunityId,
  );
  const daniels = free.filter(({ OwnerId }) => OwnerId === daniel);
  const others = free.filter(({ OwnerId }) => OwnerId !== daniel && isActive(seeding, OwnerId));
  // Counted from the end, because the first open opportunities are planted with other problems.
  const from = (list: Row[], index: number): Row => cycle(list, list.length - 1 - index);
  // A request of somebody who left could not have been submitted.
  const accounts = seeding.accounts.filter(({ OwnerId }) => isActive(seeding, OwnerId));
  const by = (target: Row, actor: string): Request => ({ target, submitter: String(target.OwnerId), actor });
  const requests: [process: Row, request: Request][] = [
    // Submitter and approver are one person: what separation of duties must catch.
    [discount, by(from(daniels, 0), daniel)],
    [discount, { target: from(others, 0), submitter: String(from(others, 0).OwnerId), actor: daniel }],
    [discount, by(from(daniels, 1), manager)],
    [discount, by(from(others, 1), manager)],
    [discount, by(from(others, 2), manager)],
    [discount, by(from(others, 3), manager)],
    [discount, by(from(others, 4), ingrid)],
    [discount, by(from(others, 5), ingrid)],
    [credit, by(cycle(accounts, 30), amara)],
    [credit, by(cycle(accounts, 55), amara)],
    [discount, by(from(others, 6), desk)],
    [credit, by(cycle(accounts, 77), desk)],
  ];
  for (const [index, [definition, request]] of requests.entries()) {
    const item = submitted(seeding, definition, request, index);
    planted.workItems.push(item);
    // Found only by resolving the queue's members: the actor of these is a group.
    if (request.actor === desk) planted.queueApprovals.push(item);
  }
  planted.ownApproval = planted.workItems[0] ?? "";
  planted.lockedOpportunity = from(daniels, 1).Id;
}

const isActive = ({ store }: Seeding, id: Row[string] | undefined): boolean =>
  store.read("User", String(id))?.IsActive === true;

/** An approval process for one kind of record; real ones also have entry criteria and several steps. */
const process = ({ store }: Seeding, name: string, object: string): Row =>
  store.seed("ProcessDefinition", {
    Name: name,
    DeveloperName: name.replaceAll(" ", "_"),
    TableEnumOrId: object,
    State: "Active",
  });

/** A pending run with its first step, the submission, and the item that waits. */
function submitted(
  { store, today }: Seeding,
  definition: Row,
  { target, submitter, actor }: Request,
  index: number,
): string {
  // Two days apart, so that lists by age have an order.
  const when = { CreatedDate: momentOn(addDays(today, -1 - index * 2), index), CreatedById: submitter };
  const { Id } = store.seed("ProcessInstance", {
    ProcessDefinitionId: definition.Id,
    TargetObjectId: target.Id,
    Status: "Pending",
    SubmittedById: submitter,
    CompletedDate: null,
    LastActorId: submitter,
    ...when,
  });
  store.seed("ProcessInstanceStep", {
    ProcessInstanceId: Id,
    StepStatus: "Started",
    OriginalActorId: submitter,
    ActorId: submitter,
    Comments: index % 2 === 0 ? "Needed to stay below the competitor's price." : null,
    ...when,
  });
  const item = { ProcessInstanceId: Id, OriginalActorId: actor, ActorId: actor, ...when };
  return store.seed("ProcessInstanceWorkitem", item).Id;
}
