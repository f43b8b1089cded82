/** Every bound of this server. What BambooHR itself limits names its source. */
export const LIMITS = {
  /** BambooHR publishes no rate (reference, 4): few calls at once, and whatever can be remembered is. */
  concurrency: 4,
  perPerson: 2,
  queueMs: 15_000,
  /** Waits before the second and the third try of a read that BambooHR was too busy for. */
  backoffMs: [500, 1_500],
  /** People in one page of the employee list; one of its two schemas allows no more. */
  peoplePage: 100,
  peoplePagesMax: 200,
  peopleMax: 20_000,
  /** Rows in one page of a dataset or a saved report, the most both allow. */
  rowsPage: 1_000,
  rowPagesMax: 20,
  /** How long who somebody is, whom they manage and which fields there are is remembered. */
  rememberMs: 900_000,
  /** For an answer that several people wait for, whoever of them asked first. */
  sharedMs: 60_000,
  /** Steps from a person to the top. */
  lineMax: 12,
  chartMax: 200,
  /** Groups below this say something about single people. */
  groupMin: 5,
  groupsMax: 200,
  /** People whose fields above the directory one question may list: nobody takes the company home page by page. */
  protectedRowsMax: 100,
  candidatesMax: 10,
  textCharacters: 300,
  /** Time off is asked for in windows of so many days. */
  windowDaysMax: 400,
  /** A file beyond this is not even fetched. */
  fileBytesMax: 25 * 1024 * 1024,
  applicationPagesMax: 40,
} as const;
