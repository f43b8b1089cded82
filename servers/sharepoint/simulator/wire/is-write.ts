const readsByPost = /^\/v1\.0\/search\/query$|\/extractSensitivityLabels$|^\/v1\.0\/\$batch$/;

export const isTokenCall = (path: string): boolean => /^\/[^/]+\/oauth2\/v2\.0\//.test(path);

/** Whether a request may change the tenant: everything but reads, searches and sign-ins. A batch counts by what is in it. */
export const isWrite = (method: string, path: string): boolean =>
  method !== "GET" &&
  method !== "HEAD" &&
  !isTokenCall(path) &&
  !readsByPost.test(path) &&
  !path.startsWith("/simulator/");
