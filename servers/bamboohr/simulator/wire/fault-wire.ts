import type { FaultWire } from "@gatehouse/simulator";
import type { Switches } from "../switches.ts";
import { BambooError, notAuthenticated, tooManyCalls } from "./errors.ts";
import { refusal } from "./refusal.ts";

export const tokenPath = "/token.php";

/** These read by POST. */
const readsByPost = /^\/(reports\/custom|datasets\/[^/]+(\/data|\/field-options)?)$/;

/** Path below the version, of both forms of the address: `/employees/88`. */
const resourceOf = (path: string): string =>
  path.replace(/^\/api\/(gateway\.php\/[^/]+\/)?v\d(_\d)?(?=\/)/, "");

/** Whether a request may change the account: everything but GET, a query and a sign-in. */
export const isWrite = (method: string, path: string): boolean =>
  method !== "GET" &&
  method !== "HEAD" &&
  path !== tokenPath &&
  path !== "/authorize.php" &&
  !(method === "POST" && readsByPost.test(resourceOf(path)));

/** How BambooHR shows a fault. A fault with status 429 is a refusal for too many calls, under the status that the switch says. */
export const faultWire = (switches: Switches, subdomain: string): FaultWire => ({
  callOf: (c) => (c.req.path === tokenPath ? "token" : isWrite(c.req.method, c.req.path) ? "write" : "read"),
  status: (code, c) => refusal(c, errorFor(code, switches, subdomain)),
  expiredToken: (c) => refusal(c, notAuthenticated(subdomain)),
  brokenJson: '{"data":[{"employeeId":"88","firstName":"Fi',
});

function errorFor(code: number, switches: Switches, subdomain: string): BambooError {
  if (code === 429) return tooManyCalls(switches.throttleStatus, switches.retryAfterSeconds);
  if (code === 401) return notAuthenticated(subdomain);
  return new BambooError(code, "empty", `The simulator was told to answer ${code}.`);
}
