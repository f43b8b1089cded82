import type { Context } from "hono";
import { isAdministrator } from "../access/access-levels.ts";
import { accessTo, personAt, requireScope } from "../access/rights.ts";
import { type Account, type Env, momentOf } from "../account.ts";
import { empty, locationOf } from "../wire/answer.ts";
import { forbidden, refused } from "../wire/errors.ts";
import { categoryById } from "./file-categories.ts";

const bytesMaximum = 20 * 1_024 * 1_024;
const extensions = new Set([
  ...["pdf", "docx", "doc", "xlsx", "xls", "pptx", "ppt", "txt", "csv", "md", "rtf", "png", "jpg", "jpeg"],
]);

type Upload = { name: string; original: string; categoryId: string; isShared: boolean; file: File };

/** Into somebody's folder: administrators, and people into their own where the company allows it. */
export async function uploadPersonFile(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, "employee:file.write");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const isOwn = session.user.employeeId === employee.id && account.switches.employeeUploads;
  if (!isOwn && !accessTo(account, session, employee.id).edits("files")) throw forbidden();
  const upload = await readUpload(c, "employee");
  const id = await addFile(c, account, employee.id, upload);
  c.header("location", locationOf(account.subdomain, `/employees/${employee.id}/files/${id}`));
  return empty(c, 201);
}

export async function uploadCompanyFile(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, "company_file.write");
  if (!isAdministrator(session.user.level)) throw forbidden();
  const id = await addFile(c, account, null, await readUpload(c, "company"));
  c.header("location", locationOf(account.subdomain, `/files/${id}`));
  return empty(c, 201);
}

async function readUpload(c: Context<Env>, of: "company" | "employee"): Promise<Upload> {
  const form = await c.req.parseBody().catch(() => ({}) as Record<string, string | File>);
  const { fileName, category, share, file } = form;
  if (!(file instanceof File) || file.size === 0 || typeof fileName !== "string" || fileName === "")
    throw refused(400, "A file and a file name are needed");
  const extension = /\.([A-Za-z0-9]+)$/.exec(file.name || fileName)?.[1]?.toLowerCase() ?? "";
  if (!extensions.has(extension)) throw refused(400, "The file extension is not supported");
  if (file.size > bytesMaximum) throw refused(413, "The file is too large");
  const known = categoryById(String(category));
  if (known?.of !== of) throw refused(404, "File category not found");
  return {
    name: fileName,
    original: file.name || fileName,
    categoryId: known.id,
    isShared: share === "yes",
    file,
  };
}

async function addFile(
  c: Context<Env>,
  { store, now }: Account,
  employeeId: string | null,
  { name, original, categoryId, isShared, file }: Upload,
): Promise<string> {
  const { firstName, lastName } = c.get("session").user;
  const id = store.files.nextId();
  const base64 = Buffer.from(await file.arrayBuffer()).toString("base64");
  store.files.add({
    id,
    employeeId,
    categoryId,
    name,
    originalFileName: original,
    createdAt: momentOf(now()).replace("+00:00", "+0000"),
    createdBy: `${firstName} ${lastName}`,
    isShared,
    content: { kind: "bytes", base64, mediaType: file.type || "application/octet-stream" },
  });
  return id;
}
