const readsByPost = new Set([
  "/services/rest/query/v1/suiteql",
  "/services/rest/auth/oauth2/v1/token",
  "/app/login/oauth2/authorize.nl",
]);

/** Whether a request may change the account: everything but GET, a query and a sign-in. */
export const isWrite = (method: string, path: string): boolean =>
  method !== "GET" && method !== "HEAD" && !readsByPost.has(path);
