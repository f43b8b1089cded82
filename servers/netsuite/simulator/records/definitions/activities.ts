import { minuteOf } from "../../account.ts";
import type { Row } from "../../store.ts";
import { type RecordContext, type RecordDefinition, recordDefinition, stored } from "../record-definition.ts";

const shared =
  "id title* message* status* startDate* company* contact* transaction* assigned* owner priority* externalId* createdDate lastModifiedDate";

const begun =
  (status: string) =>
  ({ account, session }: RecordContext): Row => ({
    status,
    startdate: account.today,
    priority: "MEDIUM",
    accesslevel: "F",
    owner: Number(session.entityId),
    assigned: Number(session.entityId),
    createddate: minuteOf(account.now()),
  });

const accessLevel = { accessLevel: { column: "accesslevel", isReadOnly: false } };

export const activityDefinitions: RecordDefinition[] = [
  recordDefinition({
    name: "phoneCall",
    table: "phonecall",
    permission: "LIST_CALL",
    properties: { ...stored(`${shared} phone* completedDate* supportCase*`), ...accessLevel },
    required: ["title"],
    defaults: begun("SCHEDULED"),
  }),
  recordDefinition({
    name: "task",
    table: "task",
    permission: "LIST_TASK",
    properties: { ...stored(`${shared} dueDate* completedDate* percentComplete*`), ...accessLevel },
    required: ["title"],
    defaults: begun("NOTSTART"),
  }),
  recordDefinition({
    name: "calendarEvent",
    table: "calendarevent",
    permission: "LIST_EVENT",
    properties: { ...stored(`${shared} location*`), ...accessLevel },
    required: ["title"],
    defaults: begun("CONFIRMED"),
  }),
];
