/** Every bound of this server. What Microsoft itself limits names its source. */
export const LIMITS = {
  concurrency: 8,
  perPerson: 4,
  writeReserve: 1,
  queueMs: 15_000,
  /** Resource units of one app in one tenant of up to 1,000 licences (reference, section 8). */
  unitsPerMinute: 1_250,
  /** Of those, what is left to the tenant's other integrations under the same app, and to the units nobody counted. */
  unitsReserve: 125,
  /** Requests of one person; with the person's own token Microsoft counts the same (reference, section 8). */
  personRequests: 3_000,
  personWindowMs: 300_000,
  peopleMax: 5_000,
  /** Three tries inside half a minute (reference, section 8). */
  backoffMs: [500, 1_500],
  deadlineMs: 30_000,
  /** Of one call on permissions, the dearest there is (reference, section 8). */
  unitsDearest: 5,
  /** The longest pause that is believed. */
  pauseSecondsMax: 600,
  /** Rows of one page of a collection; 200 is also the default of folders [recalled]. */
  pageRows: 200,
  /** Pages of one collection that one call looks at. */
  pagesMax: 25,
  /** Folders that one recursive listing opens. */
  foldersMax: 40,
  /** Entries that a listing can sort by anything but their name. */
  sortedMax: 2_000,
  /** Hits looked at where kinds have to be told apart by ourselves; also Microsoft's bound of one page of hits. */
  hitsMax: 500,
  librariesMax: 200,
  listsMax: 100,
  /** Lists whose columns one call describes. */
  describedListsMax: 20,
  columnsMax: 60,
  choicesMax: 30,
  permissionsMax: 200,
  /** How long a service goes by what it read of an item's grants. */
  inheritanceMs: 60_000,
  versionsMax: 50,
  conditionsMax: 10,
  /** One file, before it is opened (reference, section 10). */
  fileBytes: 25 * 1024 * 1024,
  /** Files kept so that the next part of one is not fetched again. */
  cacheBytes: 64 * 1024 * 1024,
  textCharacters: 8_000,
  /** With its signs escaped and an outline beside it, an answer stays within what a server may return. */
  textCharactersMax: 16_000,
  outlineMax: 100,
  /** Of each of two versions that are compared. */
  comparedCharacters: 40_000,
  comparedLines: 1_500,
  differencesMax: 80,
  differenceCharacters: 400,
  snippetCharacters: 300,
  valueCharacters: 300,
  /** A path with its site and blanks round its slashes; SharePoint's own bound of a path is 400 (reference, 5.2). */
  pathCharacters: 600,
  urlCharacters: 2_000,
  nameCharacters: 255,
  /** Handles of one person, and people whose handles are kept; the longest unused go first. */
  handlesPerPerson: 2_000,
  handlePeopleMax: 500,
} as const;
