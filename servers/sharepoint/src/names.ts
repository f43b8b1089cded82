import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

/** What SharePoint allows in no name (reference, 5.2). A colon or slash would change which part of Graph a path leads to. */
const FORBIDDEN = /["*:<>?/\\|\p{Cc}]/u;

/** A name of a folder or file as it is. Refuses what SharePoint has no names for, `.` and `..` among them. */
export function checkedName(name: string): string {
  const isUsual = name !== "" && name !== "." && name !== ".." && !FORBIDDEN.test(name);
  if (isUsual && name.length <= LIMITS.nameCharacters) return name;
  throw new ToolError("invalid_input", "A name in this path is none that SharePoint has; nothing was read.", {
    next: "Write it like: Site / Library / Folder / File.docx",
  });
}

/** The names of a readable path such as `J-24031 / Documents / RFIs`. */
export function namesIn(path: string): string[] {
  const names = path.split("/").map((name) => name.trim());
  if (names[0] === "") names.shift();
  if (names.at(-1) === "") names.pop();
  if (path.length > LIMITS.pathCharacters || names.length === 0) return [checkedName("")];
  return names.map(checkedName);
}

/** A path as answers show it, which every tool takes back. */
export const pathOf = (...names: (string | undefined)[]): string =>
  names.filter((name) => name !== undefined && name !== "").join(" / ");

/** Names are compared without regard to case and to how accents are composed, as SharePoint does. */
export const isSameName = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && plain(one) === plain(other);

const plain = (name: string): string => name.normalize("NFC").toLowerCase();
