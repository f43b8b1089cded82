export interface Counts {
  passed: number;
  failed: number;
  skipped?: number;
}

/** The line every command of ours ends with, alone: machines read the outcome from it. */
export function summaryLine({ passed, failed, skipped = 0 }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
