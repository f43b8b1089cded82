import { isAdministrator, type Right } from "../access/access-levels.ts";
import type { Access } from "../access/rights.ts";
import type { Session } from "../account.ts";
import type { StoredFile } from "../records.ts";
import { closedCategoryId } from "./file-categories.ts";

export const sectionRight = (access: Access): Right => access.rightTo("files");

/** People see of their own folder what is shared with them; whoever has the section of somebody else sees all of it. */
export function maySeePersonFile({ user }: Session, access: Access, file: StoredFile): boolean {
  const right = sectionRight(access);
  if (right === "none") return false;
  return user.employeeId === file.employeeId && right === "view" ? file.isShared : true;
}

/** Shared files are everybody's, the others the administrators'; the service account sees all. */
export const maySeeCompanyFile = ({ user }: Session, file: StoredFile): boolean =>
  file.isShared ||
  isAdministrator(user.level) ||
  (user.level === "service" && file.categoryId === closedCategoryId);
