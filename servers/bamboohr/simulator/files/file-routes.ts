import { type Context, Hono } from "hono";
import { accessTo, personAt, requireScope } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import type { StoredFile } from "../records.ts";
import { companyFiles } from "../store.ts";
import { answer, empty } from "../wire/answer.ts";
import { refused } from "../wire/errors.ts";
import { type FileCategory, fileCategories } from "./file-categories.ts";
import { maySeeCompanyFile, maySeePersonFile, sectionRight } from "./file-rights.ts";
import { mediaTypeOf, renderFile } from "./render-file.ts";
import { uploadCompanyFile, uploadPersonFile } from "./upload-file.ts";

/** Files of a person and of the company: listed, downloaded, uploaded, deleted. */
export function fileRoutes(account: Account) {
  return new Hono<Env>()
    .get("/employees/:id{\\d+}/files/view", (c) => listPersonFiles(c, account))
    .get("/files/view", (c) => listCompanyFiles(c, account))
    .get("/employees/:id{\\d+}/files/:file{\\d+}", (c) => downloadPersonFile(c, account))
    .get("/files/:file{\\d+}", (c) => downloadCompanyFile(c, account))
    .post("/employees/:id{\\d+}/files", (c) => uploadPersonFile(c, account))
    .post("/files", (c) => uploadCompanyFile(c, account))
    .delete("/employees/:id{\\d+}/files/:file{\\d+}", (c) => deletePersonFile(c, account));
}

const yesNo = (value: boolean) => (value ? "yes" : "no");

/** Only what the caller may see; 404 where that is no category at all. Sizes are numbers here. */
async function listPersonFiles(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, "employee:file");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const access = accessTo(account, session, employee.id);
  const files = account.store.files.of(employee.id).filter((file) => maySeePersonFile(session, access, file));
  const right = sectionRight(access);
  const mayEdit = right === "edit";
  const ofPeople = fileCategories.filter(({ of }) => of === "employee");
  const isOwner = session.user.employeeId === employee.id;
  const visible = ofPeople.filter(
    ({ id }) =>
      (right !== "none" && !isOwner) || mayEdit || files.some(({ categoryId }) => categoryId === id),
  );
  if (visible.length === 0) throw refused(404, "No visible categories");
  const mayUpload = mayEdit || (isOwner && account.switches.employeeUploads);
  const categories = await Promise.all(
    visible.map(async ({ id, name }) => ({
      id: Number(id),
      name,
      canRenameCategory: yesNo(mayEdit),
      canDeleteCategory: yesNo(mayEdit),
      canUploadFiles: yesNo(mayUpload),
      displayIfEmpty: "yes",
      files: await Promise.all(
        files
          .filter(({ categoryId }) => categoryId === id)
          .map(async (file) => ({
            ...(await shownFile(file, mayEdit)),
            size: (await renderFile(file.content)).length,
            shareWithEmployee: yesNo(file.isShared),
            canChangeShareWithEmployeeFieldValue: yesNo(mayEdit),
          })),
      ),
    })),
  );
  return answer(c, { employee: { id: Number(employee.id) }, categories }, "employee");
}

/** The same for the company; here the size is a string and the key of sharing has an s [recorded 2022]. */
async function listCompanyFiles(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, "company_file");
  const files = account.store.files.of(companyFiles).filter((file) => maySeeCompanyFile(session, file));
  const mayEdit = session.user.level === "owner" || session.user.level === "hrAdmin";
  const shown = async ({ id, name }: FileCategory) => ({
    id: Number(id),
    canUploadFiles: yesNo(mayEdit),
    name,
    files: await Promise.all(
      files
        .filter(({ categoryId }) => categoryId === id)
        .map(async (file) => ({
          ...(await shownFile(file, mayEdit)),
          size: String((await renderFile(file.content)).length),
          shareWithEmployees: yesNo(file.isShared),
        })),
    ),
  });
  const all = await Promise.all(fileCategories.filter(({ of }) => of === "company").map(shown));
  return answer(c, { categories: all.filter((category) => mayEdit || category.files.length > 0) }, "files");
}

const shownFile = async (file: StoredFile, mayEdit: boolean) => ({
  id: Number(file.id),
  name: file.name,
  originalFileName: file.originalFileName,
  size: 0 as number | string,
  dateCreated: file.createdAt,
  createdBy: file.createdBy,
  canRenameFile: yesNo(mayEdit),
  canDeleteFile: yesNo(mayEdit),
});

async function download({ content, originalFileName }: StoredFile): Promise<Response> {
  const bytes = new Uint8Array(await renderFile(content));
  return new Response(bytes, {
    headers: {
      "content-type": mediaTypeOf(content),
      "content-disposition": `attachment; filename="${originalFileName.replaceAll('"', "")}"`,
    },
  });
}

function personFile(c: Context<Env>, account: Account) {
  const session = c.get("session");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const file = account.store.files.get(c.req.param("file") ?? "");
  if (file?.employeeId !== employee.id) throw refused(404, "File not found");
  const access = accessTo(account, session, employee.id);
  return { session, file, access };
}

function downloadPersonFile(c: Context<Env>, account: Account): Promise<Response> {
  requireScope(c.get("session"), "employee:file");
  const { session, file, access } = personFile(c, account);
  if (!maySeePersonFile(session, access, file)) throw refused(403, "You may not see this file");
  return download(file);
}

function downloadCompanyFile(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, "company_file");
  const file = account.store.files.get(c.req.param("file") ?? "");
  if (!file || file.employeeId !== null) throw refused(404, "File not found");
  if (!maySeeCompanyFile(session, file)) throw refused(403, "You may not see this file");
  return download(file);
}

function deletePersonFile(c: Context<Env>, account: Account): Response {
  const { file, access } = personFile(c, account);
  if (sectionRight(access) !== "edit") throw refused(403, "You may not delete this file");
  account.store.files.remove(file.id);
  return empty(c);
}
