/** What NetSuite says about one thing that is wrong. */
export type ErrorDetail = {
  detail: string;
  "o:errorCode": string;
  "o:errorPath"?: string;
  "o:errorQueryParam"?: string;
  "o:errorHeader"?: string;
};

/** An answer of NetSuite that is not a success; `thrown` anywhere below the routes, rendered once. */
export class NetSuiteError extends Error {
  readonly status: number;
  readonly details: ErrorDetail[];
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;

  constructor(
    status: number,
    details: ErrorDetail[],
    extra: Partial<Pick<NetSuiteError, "headers" | "body">> = {},
  ) {
    super(details[0]?.detail ?? `HTTP ${status}`);
    this.status = status;
    this.details = details;
    this.headers = extra.headers ?? {};
    this.body = extra.body ?? {};
  }
}

const sections: Record<number, [section: string, title: string]> = {
  400: ["15.5.1", "Bad Request"],
  401: ["15.5.2", "Unauthorized"],
  403: ["15.5.4", "Forbidden"],
  404: ["15.5.5", "Not Found"],
  405: ["15.5.6", "Method Not Allowed"],
  409: ["15.5.10", "Conflict"],
  415: ["15.5.16", "Unsupported Media Type"],
  // The title of a 429 is "Bad Request" on the wire.
  429: ["15.5.1", "Bad Request"],
  500: ["15.6.1", "Internal Server Error"],
  503: ["15.6.4", "Service Unavailable"],
};

/** The body of an error answer, `type=error`. */
export function errorBody(error: NetSuiteError): Record<string, unknown> {
  const [section, title] = sections[error.status] ?? ["15.5.1", "Error"];
  return {
    type: `https://www.rfc-editor.org/rfc/rfc9110.html#section-${section}`,
    title,
    status: error.status,
    ...error.body,
    "o:errorDetails": error.details,
  };
}

const simple = (status: number, code: string, detail: string, where: Partial<ErrorDetail> = {}) =>
  new NetSuiteError(status, [{ detail, "o:errorCode": code, ...where }]);

export const invalidLogin = (): NetSuiteError =>
  new NetSuiteError(
    401,
    [
      {
        detail: "Invalid login attempt. For more details, see the Login Audit Trail.",
        "o:errorCode": "INVALID_LOGIN",
      },
    ],
    {
      headers: {
        "WWW-Authenticate":
          'Bearer realm="1234567", error="invalid_token", error_description="Invalid login attempt."',
      },
    },
  );

export const noSuchRecord = (): NetSuiteError =>
  simple(404, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID.");

/** What NetSuite says when a transaction is absent or of another type: a 400, unlike every other record. */
export const noSuchTransaction = (): NetSuiteError =>
  simple(400, "USER_ERROR", "Error while accessing a resource. Transaction type specified is incorrect.");

export const noSuchRecordType = (type: string): NetSuiteError =>
  simple(404, "NONEXISTENT_RECORD_TYPE", `Record type '${type}' does not exist.`);

export const invalidContent = (detail: string, path?: string): NetSuiteError =>
  simple(400, "INVALID_CONTENT", detail, path === undefined ? {} : { "o:errorPath": path });

export const userError = (detail: string, path?: string): NetSuiteError =>
  simple(400, "USER_ERROR", detail, path === undefined ? {} : { "o:errorPath": path });

export const invalidParameter = (name: string, detail: string): NetSuiteError =>
  simple(400, "INVALID_PARAMETER", detail, { "o:errorQueryParam": name });

/** [recalled] */
export const insufficientPermission = (permission: string): NetSuiteError =>
  simple(
    403,
    "INSUFFICIENT_PERMISSION",
    `Permission Violation: You need a higher level of the '${permission}' permission to access this page. Please contact your account administrator.`,
  );

/** Both forms that were seen: 429, or 400 with the same code, and never a Retry-After. */
export const tooManyCalls = (status: 400 | 429): NetSuiteError =>
  new NetSuiteError(
    status,
    [{ detail: "CONCURRENCY_LIMIT_EXCEEDED", "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED" }],
    {
      body: { "o:errorCode": "USER_ERROR" },
    },
  );

export const unexpectedError = (status: number): NetSuiteError =>
  simple(
    status,
    "UNEXPECTED_ERROR",
    "An unexpected error occurred. Error ID: mi3k9x2q1v8d7f6g5h4j3. Contact NetSuite Customer Support with this Error ID.",
  );

/** A query that SuiteQL cannot read or must not run. */
export const invalidQuery = (detail: string): NetSuiteError =>
  invalidParameter("q", `Invalid search query. Detailed unprocessed description follows. ${detail}`);
