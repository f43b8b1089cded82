import type { FaultWire } from "@gatehouse/simulator";
import { invalidLogin, NetSuiteError, tooManyCalls, unexpectedError } from "../errors.ts";
import { refusal } from "./answer.ts";
import { isWrite } from "./is-write.ts";

const tokenPath = "/services/rest/auth/oauth2/v1/token";

/** Faults as NetSuite shows them. A SuiteQL query counts as a read. */
export const faultWire: FaultWire = {
  callOf: ({ req }) => (req.path === tokenPath ? "token" : isWrite(req.method, req.path) ? "write" : "read"),
  status: (code, c) => refusal(c, errorFor(code)),
  expiredToken: (c) => refusal(c, invalidLogin()),
  brokenJson: '{"links":[],"items":[{"id":"90',
};

/** A 400 here means the recorded CONCURRENCY_LIMIT_EXCEEDED in its 400 form, a 429 in its other form. */
function errorFor(status: number): NetSuiteError {
  if (status === 400 || status === 429) return tooManyCalls(status);
  if (status === 401) return invalidLogin();
  if (status >= 500) return unexpectedError(status);
  return new NetSuiteError(status, [
    { detail: `The simulator was told to answer ${status}.`, "o:errorCode": "USER_ERROR" },
  ]);
}
