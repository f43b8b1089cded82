export type ErrorDetail = { message: string; errorCode: string; fields?: string[] };

/** An answer of Salesforce that is not a success; thrown anywhere below the routes, rendered once. */
export class SalesforceError extends Error {
  readonly status: number;
  readonly errors: ErrorDetail[];
  /** Further members of the first error, such as `duplicateResult`. */
  readonly extra: Record<string, unknown>;

  constructor(status: number, errors: ErrorDetail[], extra: Record<string, unknown> = {}) {
    super(errors[0]?.message ?? `HTTP ${status}`);
    this.status = status;
    this.errors = errors;
    this.extra = extra;
  }

  /** The body of an error answer: always a list. */
  body(): Record<string, unknown>[] {
    return this.errors.map((error, index) => (index === 0 ? { ...error, ...this.extra } : error));
  }

  /** The same in a collection's answer, where `errorCode` is called `statusCode` and `fields` is always there. */
  inCollection(): Record<string, unknown>[] {
    return this.errors.map(({ errorCode, message, fields = [] }) => ({
      statusCode: errorCode,
      message,
      fields,
    }));
  }
}

const simple = (status: number, errorCode: string, message: string, fields?: string[]): SalesforceError =>
  new SalesforceError(status, [{ message, errorCode, ...(fields && { fields }) }]);

export const invalidSession = (message = "Session expired or invalid"): SalesforceError =>
  simple(401, "INVALID_SESSION_ID", message);

export const limitExceeded = (): SalesforceError =>
  simple(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");

/** [recalled] */
export const apiDisabled = (): SalesforceError =>
  simple(403, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner");

export const noSuchResource = (): SalesforceError =>
  simple(404, "NOT_FOUND", "The requested resource does not exist");

/** A record that is missing and one that is not shared with the caller look the same. */
export const noSuchRecord = (): SalesforceError =>
  simple(404, "NOT_FOUND", "The requested resource does not exist");

/** [recalled] */
export const entityIsDeleted = (): SalesforceError => simple(404, "ENTITY_IS_DELETED", "entity is deleted");

export const noSuchExternalId = (field: string): SalesforceError =>
  simple(404, "NOT_FOUND", `Provided external ID field does not exist or is not accessible: ${field}`);

export const methodNotAllowed = (method: string): SalesforceError =>
  simple(405, "METHOD_NOT_ALLOWED", `HTTP Method '${method}' not allowed. Allowed are HEAD,GET,PATCH,DELETE`);

/** [recalled] */
export const jsonParserError = (message = "Unexpected character in the request body"): SalesforceError =>
  simple(400, "JSON_PARSER_ERROR", message);

export const malformedQuery = (message: string): SalesforceError => simple(400, "MALFORMED_QUERY", message);

export const malformedSearch = (message: string): SalesforceError => simple(400, "MALFORMED_SEARCH", message);

export const invalidField = (message: string): SalesforceError => simple(400, "INVALID_FIELD", message);

/** What reading or writing a row says; a query says it with a caret line. */
export const noSuchColumn = (field: string, object: string): SalesforceError =>
  invalidField(`No such column '${field}' on sobject of type ${object}`);

export const invalidType = (message: string): SalesforceError => simple(400, "INVALID_TYPE", message);

/** The end of every message about an object that is not there or not allowed. */
export const unsupportedObject = (name: string): string =>
  `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;

/** [recalled] */
export const malformedId = (object: string, id: string): SalesforceError =>
  simple(400, "MALFORMED_ID", `${object} ID: id value of incorrect type: ${id}`, ["Id"]);

export const invalidFilter = (message: string): SalesforceError =>
  simple(400, "INVALID_QUERY_FILTER_OPERATOR", message);

export const outOfRange = (message: string): SalesforceError =>
  simple(400, "NUMBER_OUTSIDE_VALID_RANGE", message);

export const invalidLocator = (): SalesforceError =>
  simple(400, "INVALID_QUERY_LOCATOR", "invalid query locator");

export const requiredFieldMissing = (fields: string[]): SalesforceError =>
  simple(400, "REQUIRED_FIELD_MISSING", `Required fields are missing: [${fields.join(", ")}]`, fields);

export const validationFailed = (message: string, field: string): SalesforceError =>
  simple(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", message, [field]);

/** [recalled] */
export const badPicklistValue = (label: string, value: string, field: string): SalesforceError =>
  simple(
    400,
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    `${label}: bad value for restricted picklist field: ${value}`,
    [field],
  );

/** [recalled] */
export const tooLong = (label: string, length: number, field: string, value: string): SalesforceError =>
  simple(
    400,
    "STRING_TOO_LONG",
    `${label}: data value too large: ${value.slice(0, 50)} (max length=${length})`,
    [field],
  );

/** [recalled] */
export const notWritable = (fields: string[]): SalesforceError =>
  simple(
    400,
    "INVALID_FIELD_FOR_INSERT_UPDATE",
    `Unable to create/update fields: ${fields.join(", ")}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    fields,
  );

/** [recalled] */
export const badValue = (type: string, value: unknown): SalesforceError =>
  jsonParserError(`Cannot deserialize instance of ${type} from VALUE_STRING value ${String(value)}`);

/** [recalled] */
export const invalidEmail = (label: string, value: string, field: string): SalesforceError =>
  simple(400, "INVALID_EMAIL_ADDRESS", `${label}: invalid email address: ${value}`, [field]);

export const insufficientAccess = (): SalesforceError =>
  simple(403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");

export const insufficientCrossAccess = (field: string): SalesforceError =>
  simple(
    403,
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
    "insufficient access rights on cross-reference id",
    [field],
  );

/** [recalled] */
export const invalidCrossReference = (field?: string): SalesforceError =>
  simple(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field ? [field] : []);

export const entityIsLocked = (): SalesforceError =>
  simple(400, "ENTITY_IS_LOCKED", "the entity is locked for editing", []);

export const unableToLockRow = (): SalesforceError =>
  simple(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", []);

/** The body of a failed precondition is [open]. */
export const preconditionFailed = (): SalesforceError =>
  simple(412, "PRECONDITION_FAILED", "The resource has been modified since the time given");

/** [recalled] */
export const retiredVersion = (): SalesforceError =>
  simple(410, "UNSUPPORTED_API_VERSION", "The requested API version is retired");

/** [recalled] */
export const uriTooLong = (): SalesforceError => simple(414, "URI_TOO_LONG", "The requested URI is too long");

export const badRequest = (errorCode: string, message: string): SalesforceError =>
  simple(400, errorCode, message);

const faultCodes: Record<number, [errorCode: string, message: string]> = {
  400: ["UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"],
  401: ["INVALID_SESSION_ID", "Session expired or invalid"],
  403: ["INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id"],
  404: ["NOT_FOUND", "The requested resource does not exist"],
  412: ["PRECONDITION_FAILED", "The resource has been modified since the time given"],
  429: ["REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."],
  503: ["SERVER_UNAVAILABLE", "The server is temporarily unavailable"],
};

/** What the simulator answers when it is told to fail with a status. */
export function faultError(status: number): SalesforceError {
  const [errorCode, message] = faultCodes[status] ?? ["UNKNOWN_EXCEPTION", "An unexpected error occurred."];
  return simple(status, errorCode, message);
}
