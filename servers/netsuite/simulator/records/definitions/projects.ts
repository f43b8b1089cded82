import { minuteOf } from "../../account.ts";
import type { Row } from "../../store.ts";
import { type RecordDefinition, recordDefinition, type Sublist, stored } from "../record-definition.ts";
import { showReference } from "../show-value.ts";

const job = recordDefinition({
  name: "job",
  table: "job",
  permission: "LIST_JOB",
  properties: {
    ...stored(
      "id entityId companyName* altName parent* projectManager* entityStatus* jobType* jobBillingType* startDate* projectedEndDate* " +
        "scheduledEndDate calculatedStartDate calculatedEndDate endDate* schedulingMethod* estimatedCost* estimatedRevenue* " +
        "estimatedLaborCost estimatedGrossProfit jobPrice* percentTimeComplete percentComplete* actualTime timeRemaining subsidiary* " +
        "currency isInactive* externalId* lastModifiedDate lastProjectPlanRecalculationStatus lastProjectPlanRecalculationDateTime " +
        "startDateBaseline projectedEndDateBaseline calculatedEndDateBaseline",
    ),
    dateCreated: { column: "datecreated", isReadOnly: true },
  },
  required: ["companyName"],
});

const predecessor: Sublist = {
  items: (row, { account, base }) =>
    account.store
      .rows("SELECT * FROM projecttaskpredecessor WHERE projecttask = ? ORDER BY predecessor", row.id ?? null)
      .map((line) => ({
        links: [],
        predecessor: showReference(String(line.predecessor), "projecttask", account.store, base),
        type: { id: line.type, refName: line.type },
        lagDays: line.lagdays,
      })),
};

/**
 * A task that is moved starts where it is told to only with the constraint FIXEDSTART [recalled]; otherwise the plan keeps its start. Its
 * end moves along. NetSuite recalculates the rest of the plan later; here the successors stay where they are.
 */
function moveEffects(before: Row, changes: Row): Row {
  const { startdatetime } = changes;
  if (typeof startdatetime !== "string") return {};
  const constraint = changes.constrainttype ?? before.constrainttype;
  if (constraint !== "FIXEDSTART") return { startdatetime: before.startdatetime ?? null };
  const movedMs = Date.parse(startdatetime) - Date.parse(String(before.startdatetime ?? startdatetime));
  if (before.enddate === null || before.enddate === undefined) return {};
  return { enddate: minuteOf(new Date(Date.parse(String(before.enddate)) + movedMs)) };
}

const projectTask = recordDefinition({
  name: "projectTask",
  table: "projecttask",
  permission: "LIST_PROJECTTASK",
  properties: stored(
    "id project parent* title* status* constraintType* startDateTime* endDate finishByDate* startDateBaseline endDateBaseline " +
      "estimatedWork* actualWork remainingWork percentTimeComplete* priority* owner* message* isInactive* externalId* lastModifiedDate",
  ),
  sublists: { predecessor },
  required: ["title", "project"],
  effects: moveEffects,
});

const hoursShown = (value: unknown) => {
  const hours = Number(value);
  return `${Math.floor(hours)}:${String(Math.round((hours % 1) * 60)).padStart(2, "0")}`;
};

function hoursRead(value: unknown): number | undefined {
  const match = /^(\d{1,3}):([0-5]\d)$/.exec(String(value));
  return match ? Number(match[1]) + Number(match[2]) / 60 : undefined;
}

const timeBill = recordDefinition({
  name: "timeBill",
  table: "timebill",
  permission: "TRAN_TIMEBILL",
  properties: {
    ...stored(
      "id tranDate* employee* customer* caseTaskEvent* item* memo* isBillable* approvalStatus nextApprover rejectionNote* " +
        "supervisorApproval timesheet subsidiary department createdDate lastModifiedDate externalId*",
    ),
    hours: { column: "hours", isReadOnly: false, show: hoursShown, read: hoursRead },
  },
  required: ["employee", "hours"],
  defaults: ({ account }) => ({
    trandate: account.today,
    approvalstatus: "1",
    supervisorapproval: "F",
    isbillable: "F",
    createddate: minuteOf(account.now()),
  }),
});

export const projectDefinitions: RecordDefinition[] = [job, projectTask, timeBill];
