/** Error keywords of RFC 7644, section 3.12, as far as they are used here. */
type ScimErrorType =
  | "invalidFilter"
  | "invalidPath"
  | "invalidSyntax"
  | "invalidValue"
  | "mutability"
  | "noTarget"
  | "uniqueness";

type ScimStatus = 400 | 401 | 404 | 409 | 412 | 413 | 429 | 500 | 501 | 503;

/** A refusal in the words and with the status of RFC 7644, section 3.12. */
export class ScimError extends Error {
  override readonly name = "ScimError";
  readonly status: ScimStatus;
  readonly scimType: ScimErrorType | undefined;

  constructor(status: ScimStatus, detail: string, scimType?: ScimErrorType) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
  }

  toJSON(): Record<string, unknown> {
    return {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(this.status),
      ...(this.scimType && { scimType: this.scimType }),
      detail: this.message,
    };
  }
}

export const notFound = (kind: "user" | "group"): ScimError =>
  new ScimError(404, `There is no such ${kind}.`);
export const invalidValue = (detail: string): ScimError => new ScimError(400, detail, "invalidValue");
