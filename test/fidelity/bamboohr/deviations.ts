/** Where the wire is known to differ from the vendor's own document: what the validator then says, and how it is known. */
export type Deviation = { route: RegExp; problem: RegExp; because: string };

const isText = "ids and amounts are texts on the wire [rec 2026-05]";

/** What is not listed here is held against the document as it stands; what no answer shows any more must leave the table. */
export const deviations: readonly Deviation[] = [
  {
    route: /^GET .*\/time_off\/requests$/,
    problem: /^\/\*\/(id|employeeId): must be integer$/,
    because: isText,
  },
  {
    route: /^GET .*\/time_off\/requests$/,
    problem: /^\/\*\/(type\/id|status\/lastChangedByUserId): must be integer$/,
    because: isText,
  },
  {
    route: /^GET .*\/time_off\/requests$/,
    problem: /^\/\*\/(amount\/amount|dates\/\*): must be number$/,
    because: isText,
  },
  {
    route: /^GET .*\/meta\/time_off\/types$/,
    problem: /^\/timeOffTypes\/\*\/id: must be integer$/,
    because: isText,
  },
  {
    route: /^GET .*\/meta\/lists$/,
    problem: /^\/\*\/fieldId: must be string$/,
    because: "the id of a list's field is a number on the wire [rec 2026-05]",
  },
  {
    route: /^POST .*\/datasets\/\{datasetName\}\/data$/,
    problem: /^\/data\/\*\/fields\/\w+: must be string$/,
    because: "an unset value is null on the wire [rec 2026-05]",
  },
  {
    route: /^POST .*\/reports\/custom$/,
    problem: /^\/employees\/\*\/\w+: must be string$/,
    because: "an unset value is null, and whether there is a photo is no text [rec 2022]",
  },
  {
    route: /^GET .*\/files\/view$/,
    problem: /^\/categories\/\*\/files\/\*\/createdBy: must be string$/,
    because: "files of the vendor's own have no author [rec 2022]",
  },
];

/** Bodies where the document promises none: what the wire holds at least, from an example, and how it is known. */
export const bodiesOnTheWire: readonly { route: RegExp; example: object; because: string }[] = [
  {
    route: /^POST \/api\/v1\/employees(\/\{id\})?$/,
    example: { id: "88", firstName: "First88", lastName: "Last88", status: "Active" },
    because: "the wire names the person and what was written [rec 2026-05]",
  },
];
