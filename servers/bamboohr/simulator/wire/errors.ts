/** Which of its many forms BambooHR gives a refusal; it depends on the endpoint, not on the problem. */
export type ErrorForm =
  /** No body; the words stand in a header. Employees, tables, files, legacy time off. */
  | "empty"
  /** As `empty`, with the header a second time under a misspelt name: recorded for an employee that is not there. */
  | "emptyTwice"
  /** `{"error":{"code":"BadRequest","message"}}`: the list of employees. */
  | "named"
  /** `{"error":{"code":404,"message"}}`: custom reports. */
  | "numbered"
  /** RFC 9457 `application/problem+json`: datasets and the new time off. */
  | "problem"
  /** `{"errors":[{"error"}]}`: webhooks. */
  | "list"
  /** A line of plain text. */
  | "text";

/** A refusal, thrown anywhere below the routes and put on the wire in one place. */
export class BambooError extends Error {
  readonly status: number;
  readonly form: ErrorForm;
  readonly code: string;
  readonly headers: Record<string, string>;
  readonly fields: Record<string, string>;

  constructor(
    status: number,
    form: ErrorForm,
    message: string,
    {
      code = "",
      headers = {},
      fields = {},
    }: { code?: string; headers?: Record<string, string>; fields?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.form = form;
    this.code = code;
    this.headers = headers;
    this.fields = fields;
  }
}

export const refused = (status: number, message: string): BambooError =>
  new BambooError(status, "empty", message);

/** Recorded 2022, with the text twice and the misspelt header beside the right one. */
export const employeeNotFound = (): BambooError =>
  new BambooError(404, "emptyTwice", "Employee not found, Employee not found", {
    headers: { vary: "Accept-Encoding" },
  });

export const forbidden = (message = "You do not have permission to do that."): BambooError =>
  refused(403, message);

/** Recorded 2022: no body, a Basic challenge even for a bearer token. */
export const notAuthenticated = (subdomain: string): BambooError =>
  new BambooError(401, "empty", "API key not provided or invalid", {
    headers: { "www-authenticate": `Basic realm="https://api.bamboohr.com/${subdomain}"` },
  });

export const listError = (code: "BadRequest" | "BadPage", message: string): BambooError =>
  new BambooError(400, "named", message, { code });

export const numberedError = (status: number, message: string): BambooError =>
  new BambooError(status, "numbered", message);

export const problem = (
  status: number,
  code: string,
  message: string,
  fields: Record<string, string> = {},
): BambooError => new BambooError(status, "problem", message, { code, fields });

/** Too many calls: an empty body and how long to wait; the status was 503 before September 2026. */
export const tooManyCalls = (status: 429 | 503, retryAfterSeconds: number): BambooError =>
  new BambooError(status, "empty", "Limit Exceeded", {
    headers: { "retry-after": String(retryAfterSeconds) },
  });
