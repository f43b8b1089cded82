/** What a provisioning identity provider sends, to the letter where its documentation shows it. */
export type ScimAnswer = {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  body: any;
};

export type ScimClient = ReturnType<typeof scimClient>;

const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group";

export function scimClient(url: string, token: string) {
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ScimAnswer> => {
    const response = await fetch(`${url}/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/scim+json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
  const patch = (path: string, Operations: unknown[], headers?: Record<string, string>) =>
    ask("PATCH", path, { schemas: [PATCH_SCHEMA], Operations }, headers);
  return { ask, patch };
}

/** As Okta creates one (its SCIM 2.0 reference, "Create the User"). */
export const oktaUser = (userName: string, externalId: string, more: Record<string, unknown> = {}) => ({
  schemas: [USER_SCHEMA],
  userName,
  name: { givenName: "Test", familyName: "User" },
  emails: [{ primary: true, value: userName, type: "work" }],
  displayName: "Test User",
  locale: "en-US",
  externalId,
  groups: [],
  password: "1mz050nq",
  active: true,
  ...more,
});

/** As Entra ID creates one (its SCIM tutorial, "Create User"). */
export const entraUser = (userName: string, externalId: string, more: Record<string, unknown> = {}) => ({
  schemas: [USER_SCHEMA, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
  externalId,
  userName,
  active: true,
  emails: [{ primary: true, type: "work", value: userName }],
  meta: { resourceType: "User" },
  name: { formatted: "givenName familyName", familyName: "familyName", givenName: "givenName" },
  roles: [],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Sales" },
  ...more,
});

export const oktaGroup = (displayName: string, members: { value: string; display?: string }[] = []) => ({
  schemas: [GROUP_SCHEMA],
  displayName,
  members,
});

/** As Okta asks for a filter; Entra ID leaves the page out. */
export const filter = (text: string) => `?filter=${encodeURIComponent(text)}&startIndex=1&count=100`;
