/** A refusal in Graph's form: `code` and `message` outside, a finer code inside where SharePoint gives one. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly inner: string | undefined;
  readonly headers: Record<string, string>;
  readonly more: Record<string, unknown>;

  constructor(
    status: number,
    code: string,
    message: string,
    {
      inner,
      headers = {},
      more = {},
    }: { inner?: string; headers?: Record<string, string>; more?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.inner = inner;
    this.headers = headers;
    this.more = more;
  }
}

const refused =
  (status: number, code: string, message: string, inner?: string) =>
  (detail = message): GraphError =>
    new GraphError(status, code, detail, { ...(inner && { inner }) });

export const invalidRequest = refused(400, "invalidRequest", "Invalid request");
export const invalidPath = (detail: string) =>
  new GraphError(400, "invalidRequest", detail, { inner: "invalidPath" });
/** [recalled] */
export const invalidToken = () =>
  new GraphError(401, "InvalidAuthenticationToken", "Access token validation failure.", {
    headers: {
      "WWW-Authenticate":
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
    },
  });
/** [recalled] */
export const expiredToken = () =>
  new GraphError(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.", {
    headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
  });
export const accessDenied = refused(403, "accessDenied", "Access denied");
export const notAllowed = refused(403, "notAllowed", "The action is not allowed by the system.");
/** Hidden items answer the same as missing ones. */
export const itemNotFound = refused(404, "itemNotFound", "The resource could not be found.");
export const notSupported = refused(406, "notSupported", "The format is not supported for this file.");
export const nameAlreadyExists = refused(
  409,
  "nameAlreadyExists",
  "An item with the same name already exists under the parent.",
);
export const itemLocked = refused(
  423,
  "resourceLocked",
  "The resource you are attempting to access is checked out or locked for editing by another user.",
);
export const tooLarge = refused(413, "maxFileSizeExceeded", "The maximum file size is exceeded.");
/** The exact code is [open]: `resourceModified` and `notAllowed` are both reported. */
export const resourceModified = refused(
  412,
  "resourceModified",
  "ETag does not match current item's value",
  "entityTagDoesNotMatch",
);

/** A delta token that is too old; `location` starts afresh. */
export const resyncRequired = (location: string) =>
  new GraphError(
    410,
    "resyncRequired",
    "Resync required. Replace any local items with the server's version.",
    {
      headers: { Location: location },
    },
  );

export const throttled = (seconds: number) =>
  new GraphError(429, "activityLimitReached", "The request has been throttled", {
    inner: "throttledRequest",
    headers: { "Retry-After": String(seconds) },
  });

/** A refusal with this status for faults that are switched on. */
export function errorWith(status: number, retryAfterSeconds = 1): GraphError {
  const known: Record<number, () => GraphError> = {
    400: invalidRequest,
    401: invalidToken,
    403: accessDenied,
    404: itemNotFound,
    406: notSupported,
    409: nameAlreadyExists,
    412: resourceModified,
    413: tooLarge,
    423: itemLocked,
    429: () => throttled(retryAfterSeconds),
    507: () => new GraphError(507, "quotaLimitReached", "The user has reached their quota limit."),
  };
  if (status === 503 || status === 504)
    return new GraphError(status, "serviceNotAvailable", "The service is not available. Try again later.", {
      headers: { "Retry-After": String(retryAfterSeconds) },
    });
  return (
    known[status]?.() ??
    new GraphError(status, "generalException", "An unspecified error has occurred in the simulator.")
  );
}

/** The body of a refusal. The date has no zone [recorded 2021]. */
export function errorBody(error: GraphError, requestId: string, clientRequestId: string, now: Date) {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...error.more,
      innerError: {
        ...(error.inner && { code: error.inner }),
        date: now.toISOString().slice(0, 19),
        "request-id": requestId,
        "client-request-id": clientRequestId,
      },
    },
  };
}
