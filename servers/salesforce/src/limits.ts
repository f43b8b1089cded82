/** Every bound of this server. What Salesforce itself limits names its source. */
export const LIMITS = {
  /** Calls at once for the whole org, which it shares with its other integrations (reference, section 9). */
  concurrency: 5,
  perPerson: 3,
  writeReserve: 1,
  queueMs: 15_000,
  /** Of the org's calls a day, how many reads leave to changes and to other integrations. */
  dailyReserve: 1_000,
  /** After so long without news the count of the day is doubted, and one read may ask again. */
  allowanceNewsMs: 300_000,
  /** Characters of a query in a URL; longer ones travel in a body. Salesforce stops at about 16 KB [recalled]. */
  urlCharacters: 8_000,
  /** Characters of a whole query (reference, section 4). */
  queryCharacters: 100_000,
  /** Queries in one composite call; of its 25 parts only 5 may be queries [recalled]. */
  queriesAtOnce: 5,
  /** OFFSET's own bound (reference, section 4), and how far a list may be followed beyond it. */
  offset: 2_000,
  depth: 10_000,
  /** When a description is asked for again, if it has changed, and when whole. */
  rememberMs: 300_000,
  describeMs: 3_600_000,
  rememberedMax: 5_000,
  /** Looking a person up before they have a token, for whoever of their calls asks first. */
  lookUpMs: 20_000,
  /** Salesforce names no end for its tokens; one that it refuses earlier is renewed then. */
  tokenMs: 600_000,
  /** Levels a team reaches down, a guard against a loop in the tree. */
  teamLevels: 8,
  teamMax: 1_000,
  textCharacters: 300,
  /** Of one field of one record, which is all that is asked for. */
  valueCharacters: 4_000,
  optionsMax: 60,
  /** Opportunities and cases of one account that are counted, and how many of each part are shown. */
  overviewRows: 200,
  overviewShown: 5,
  /** Groups of one summary, and rows of them before they are folded. */
  groupsMax: 50,
  groupRows: 2_000,
  soqlCharacters: 4_000,
} as const;
