const first = 31;
/** Spring '26, the newest an org was seen to list in May 2026. */
const newest = 66;
const seasons = ["Winter", "Spring", "Summer"];

/** The versions an org lists, oldest first: three a year, v31.0 being Summer '14. */
export const versions = Array.from({ length: newest - first + 1 }, (_, index) => {
  const number = first + index;
  const season = seasons[(number - first + 2) % 3] ?? "";
  const year = 14 + Math.floor((number - first + 2) / 3);
  const version = `${number}.0`;
  return { label: `${season} '${year}`, url: `/services/data/v${version}`, version };
});

/** What becomes of a call that names a version: served, refused as retired (before v31.0), or unknown. */
export function versionState(version: string): "served" | "retired" | "unknown" {
  const number = Number(/^v(\d+)\.0$/.exec(version)?.[1]);
  if (Number.isNaN(number) || number > newest || number < 7) return "unknown";
  return number < first ? "retired" : "served";
}
