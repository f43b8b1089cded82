import { expect, test } from "vitest";
import { openApi } from "./openapi.ts";

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const person = { type: "object", required: ["id"], properties: { id: { type: ["integer", "null"] } } };
const api = openApi({
  paths: {
    "/employees/{id}": {
      get: { responses: { 200: json(person), 404: { $ref: "#/components/responses/Gone" } } },
    },
    "/employees/directory": { get: { responses: { 200: json({ type: "array" }) } } },
    "/files/{id}": { get: { responses: { 200: { content: { "application/octet-stream": {} } } } } },
  },
  components: {
    responses: { Gone: json({ $ref: "#/components/schemas/ErrorResponse" }) },
    schemas: {
      ErrorResponse: { type: "object", required: ["error"], properties: { error: { type: "object" } } },
      ProblemDetailsResponse: {
        type: "object",
        required: ["title"],
        properties: { title: { type: "string" } },
      },
      WebhookError: { type: "object", required: ["errors"], properties: { errors: { type: "array" } } },
    },
  },
});

test("A path with fewer variables is meant before one with more", () => {
  expect(api.templateOf("/employees/directory")).toBe("/employees/directory");
  expect(api.templateOf("/employees/88")).toBe("/employees/{id}");
  expect(api.templateOf("/employees/88/more")).toBeUndefined();
});

test("An answer is held against the schema of its operation and status", () => {
  const { check } = api.describe("/employees/{id}", "GET", 200);
  expect(check?.({ id: 1 })).toEqual([]);
  expect(check?.({ id: "1" })).toEqual(["/id: must be integer,null"]);
  expect(check?.({})).toEqual(["/: must have required property 'id'"]);
  expect(check?.(undefined)).toEqual(["there is no body"]);
  expect(api.describe("/employees/{id}", "GET", 404).check?.({})).toEqual([
    "/: must have required property 'error'",
  ]);
  expect(api.describe("/employees/{id}", "GET", 409)).toEqual({ isEmpty: false });
  expect(api.describe("/files/{id}", "GET", 200)).toEqual({ isFile: true });
});

test("A refusal that nothing describes is empty or has a form that others have", () => {
  expect(api.refusal(undefined)).toEqual([]);
  expect(api.refusal({ error: { code: 404 } })).toEqual([]);
  expect(api.refusal({ message: "no" })).toEqual(["/: must have required property 'title'"]);
  expect(api.refusal("no")).toEqual(["/: must be object"]);
});
