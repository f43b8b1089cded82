import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, get, send, call } = createTestAccount();
const { planted, switches } = simulator;
const { employeeId, fileId } = planted.injections.employeeFile;

afterEach(() => simulator.reset());

type Category = { id: number; canUploadFiles: string; files: Record<string, unknown>[] };
const filesOf = (body: { categories: Category[] }) => body.categories.flatMap(({ files }) => files);

test("Files of a person have sizes as numbers, files of the company as texts", async () => {
  const [person, company] = [await get(`/employees/${employeeId}/files/view`), await get("/files/view")];
  expect(person.body.employee).toEqual({ id: Number(employeeId) });
  expect(filesOf(person.body)[0]).toMatchObject({
    size: expect.any(Number),
    shareWithEmployee: expect.any(String),
  });
  expect(filesOf(company.body)[0]).toMatchObject({ size: expect.any(String), shareWithEmployees: "yes" });
});

test("People see of their own folder what is shared with them, of others' nothing, and HR sees all", async () => {
  const own = (await get("/employees/0/files/view", "leon")).body;
  expect(filesOf(own).every(({ shareWithEmployee }) => shareWithEmployee === "yes")).toBe(true);
  expect((await get(`/employees/${employeeId}/files/view`, "leon")).status).toBe(404);
  const all = filesOf((await get(`/employees/${employeeId}/files/view`, "priya")).body);
  expect(all.some(({ shareWithEmployee }) => shareWithEmployee === "no")).toBe(true);
});

test("A closed category of the company is HR's", async () => {
  const count = async (as?: string) => filesOf((await get("/files/view", as)).body).length;
  expect([await count("priya"), await count("service"), await count("leon")]).toEqual([60, 60, 46]);
});

test("A download has the bytes, the type and the name, and the size that the list says", async () => {
  const listed = filesOf((await get(`/employees/${employeeId}/files/view`)).body);
  const pdf = listed.find(({ name }) => String(name).endsWith(".pdf"));
  const response = await simulator.app.request(
    `http://localhost/api/v1/employees/${employeeId}/files/${pdf?.id}`,
    { headers: { authorization: `Basic ${btoa("service:x")}` } },
  );
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get("content-type")).toBe("application/pdf");
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${pdf?.originalFileName}"`);
  expect([bytes.subarray(0, 5).toString(), bytes.length]).toEqual(["%PDF-", pdf?.size]);
});

test("The planted file talks to machines, the large one is large", async () => {
  expect((await get(`/employees/${employeeId}/files/${fileId}`)).text).toContain("Quick Pay");
  expect((await get(`/files/${planted.largeFile}`)).text.length).toBeGreaterThan(6_000_000);
});

test("A file that is not there, not the person's or not the caller's is refused", async () => {
  expect((await get("/files/1")).status).toBe(404);
  expect((await get(`/employees/${planted.rehire}/files/${fileId}`)).status).toBe(404);
  expect((await get(`/files/${fileId}`)).status).toBe(404);
  expect((await get(`/employees/${employeeId}/files/${fileId}`, "leon")).status).toBe(403);
});

function upload(path: string, as: string, change: { category?: string; bytes?: number; name?: string } = {}) {
  const form = new FormData();
  const { category = "12", bytes = 5, name = "note.txt" } = change;
  form.set("fileName", name);
  form.set("category", category);
  form.set("share", "yes");
  form.set("file", new File(["x".repeat(bytes)], name, { type: "text/plain" }));
  return send(`/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${as}:x`)}` },
    body: form,
  });
}

test("An upload answers where the file is, in the older form, and it can be read and deleted", async () => {
  const { status, headers } = await upload("/employees/0/files", "leon");
  const [, id = ""] = /\/files\/(\d+)$/.exec(headers.get("location") ?? "") ?? [];
  expect([status, headers.get("location")?.startsWith("https://api.bamboohr.com/api/gateway.php/")]).toEqual([
    201,
    true,
  ]);
  expect((await get(`/employees/0/files/${id}`, "leon")).text).toBe("xxxxx");
  const own = (await get("/employees/0", "leon")).body.id;
  const remove = (as: string) => call(`/v1/employees/${own}/files/${id}`, { method: "DELETE", as });
  expect([(await remove("leon")).status, (await remove("priya")).status]).toEqual([403, 200]);
  expect(simulator.snapshot()).toEqual({});
});

test.each([
  ["without bytes", { bytes: 0 }, 400],
  ["of a wrong kind", { name: "note.exe" }, 400],
  ["into a category of the company", { category: "174" }, 404],
  ["of more than 20 MB", { bytes: 21 * 1_024 * 1_024 }, 413],
])("An upload %s is refused", async (_, change, expected) => {
  expect((await upload("/employees/0/files", "leon", change)).status).toBe(expected);
});

test("Uploads into one's own folder can be switched off, and into others' are HR's", async () => {
  expect((await upload(`/employees/${employeeId}/files`, "leon")).status).toBe(403);
  expect((await upload(`/employees/${employeeId}/files`, "priya")).status).toBe(201);
  switches.employeeUploads = false;
  expect((await upload("/employees/0/files", "leon")).status).toBe(403);
});
