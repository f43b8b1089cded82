/** Every bound of this server. What NetSuite itself limits names its source. */
export const LIMITS = {
  /** Of the 5 calls at once a Standard account carries, shared with its other integrations (reference, section 8). */
  concurrency: 4,
  perPerson: 2,
  writeReserve: 1,
  queueMs: 15_000,
  /** Rows of one SuiteQL page; NetSuite's own maximum is the same. */
  rowsMax: 1_000,
  /** Values in one IN list; Oracle stops at 1,000. */
  inListMax: 900,
  /** Levels of supervisors a team reaches down, a guard against a loop in the tree. */
  teamLevels: 8,
  teamMax: 5_000,
  memoCharacters: 300,
  /** NetSuite's bound of a transaction's memo [recalled]. */
  memoStoredCharacters: 999,
  /** Lines and neighbours of one document, tasks and documents of one project, parts of one party. */
  linesMax: 200,
  relatedMax: 50,
  tasksMax: 100,
  partsMax: 20,
  /** Two orders of one vendor within so many days and of the same amount look like one entered twice. */
  duplicateDays: 30,
} as const;
