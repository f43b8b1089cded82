import { type Env, fixedDay, namesIn, needed, oneOf, wholeNumber } from "@gatehouse/server";
import {
  apiKey,
  authorizationCode,
  fromGateway,
  singleRefreshToken,
  type TokenSource,
} from "@gatehouse/upstream";
import { type BambooHrOptions, createBambooHr } from "./bamboohr.ts";
import { FIELD_CLASSES, type FieldClass } from "./field-classes.ts";
import { system } from "./system.ts";

/**
 * BambooHR as the environment describes it, for one person over stdio or for many. Rejects with one sentence that names the
 * variable which is missing or wrong.
 */
export async function bambooHrFrom(env: Env, isForOne: boolean) {
  const concurrency = wholeNumber(env, "BAMBOOHR_CONCURRENCY");
  const now = fixedDay(env, "BAMBOOHR_TODAY");
  const options: BambooHrOptions = {
    origin: needed(env, "BAMBOOHR_BASE_URL"),
    subdomain: needed(env, "BAMBOOHR_SUBDOMAIN"),
    tokens: await tokensFrom(env, isForOne),
    policy: {
      hrRoles: namesIn(env, "BAMBOOHR_HR_ROLES"),
      managersSeePay: env.BAMBOOHR_MANAGERS_SEE_PAY === "true",
      fieldClasses: fieldClasses(env),
    },
    ...(concurrency && { concurrency }),
    ...(now && { now }),
  };
  return createBambooHr(options);
}

/**
 * Who the server signs in as: the owner of one key, or the one person who runs it. With `gateway` and `gateway-service` it is
 * the gateway that holds the credentials: each person's, or the key.
 */
async function tokensFrom(env: Env, isForOne: boolean): Promise<TokenSource> {
  const { title, grants } = system;
  const identity = oneOf(env, "BAMBOOHR_IDENTITY", ["service", "person", "gateway", "gateway-service"]);
  if (identity === "gateway") return fromGateway({ title, gatewayUrl: needed(env, "GATEHOUSE_URL") });
  if (identity !== "person") {
    const key = identity === "service" ? needed(env, "BAMBOOHR_API_KEY") : undefined;
    // Everything a key reads, it reads as its owner: behind it only this server's own policy parts one person from another.
    if (!isForOne && env.BAMBOOHR_POLICY_ENFORCED !== "true")
      throw new Error(
        "one API key for several people needs the environment variable BAMBOOHR_POLICY_ENFORCED to be true, which says that this server's own rules decide who sees what; set it, or use BAMBOOHR_IDENTITY person",
      );
    return key === undefined
      ? fromGateway({ title, gatewayUrl: needed(env, "GATEHOUSE_URL"), identity: "service" })
      : apiKey({ key });
  }
  const secret = env.BAMBOOHR_CLIENT_SECRET;
  return authorizationCode({
    title,
    origin: needed(env, "BAMBOOHR_BASE_URL"),
    grant: grants.person,
    clientId: needed(env, "BAMBOOHR_CLIENT_ID"),
    credential: secret ? { secret } : undefined,
    refreshTokens: singleRefreshToken(
      needed(env, "GATEHOUSE_STANDALONE_EMAIL"),
      needed(env, "BAMBOOHR_REFRESH_TOKEN"),
    ),
  });
}

/** `customShift=directory, customCertifications.customExpires=work`. */
function fieldClasses(env: Env): Record<string, FieldClass> {
  const pairs = namesIn(env, "BAMBOOHR_FIELD_CLASSES").map((entry): [string, FieldClass] => {
    const [name = "", word] = entry.split("=").map((part) => part.trim());
    const fieldClass = FIELD_CLASSES.find((each) => each === word);
    if (name === "" || fieldClass === undefined)
      throw new Error(
        `the environment variable BAMBOOHR_FIELD_CLASSES needs entries such as customShift=directory; classes are ${FIELD_CLASSES.join(", ")}`,
      );
    return [name, fieldClass];
  });
  return Object.fromEntries(pairs);
}
