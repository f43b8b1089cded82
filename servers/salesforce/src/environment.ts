import { type Env, fixedDay, namesIn, needed, neededJwk, oneOf, wholeNumber } from "@gatehouse/server";
import type { Caller } from "@gatehouse/tool";
import { clientCredentials, fromGateway, jwtBearer, type TokenSource } from "@gatehouse/upstream";
import { directoryIn } from "./directory.ts";
import { type ExtraField, type FieldType, OBJECTS } from "./objects.ts";
import type { Directory } from "./people.ts";
import { createSalesforce, type Org, openOrg, type SalesforceOptions } from "./salesforce.ts";
import { system } from "./system.ts";
import { analystTools, tools } from "./tools/index.ts";

/** Salesforce as the environment describes it. Rejects with one sentence that names the variable which is missing or wrong. */
export async function salesforceFrom(env: Env) {
  const { SALESFORCE_API_VERSION: version, SALESFORCE_CURRENCY: currency } = env;
  const concurrency = wholeNumber(env, "SALESFORCE_CONCURRENCY");
  const dailyReserve = wholeNumber(env, "SALESFORCE_DAILY_RESERVE");
  const now = fixedDay(env, "SALESFORCE_TODAY");
  const org = openOrg({
    origin: needed(env, "SALESFORCE_BASE_URL"),
    ...(version && { version: apiVersion(version) }),
    ...(concurrency && { concurrency }),
    ...(dailyReserve && { dailyReserve }),
  });
  const options: SalesforceOptions = {
    org,
    ...(await identityFrom(env, org)),
    customFields: customFieldsFrom(env),
    extraFields: namesIn(env, "SALESFORCE_EXTRA_FIELDS").map(extraField),
    teamBy: oneOf(env, "SALESFORCE_TEAM", ["managers", "roles"]),
    ...(currency && { currency }),
    ...(now && { now }),
  };
  return createSalesforce(options);
}

/** The tools of every deployment, and those that this one turns on. */
export const toolsFrom = (env: Env) =>
  env.SALESFORCE_ANALYST_SOQL === "true" ? [...tools, ...analystTools] : tools;

/**
 * As each person by a signed JWT, or, for reads, as one integration user whose name stands for everybody's. With `gateway` and
 * `gateway-service` it is the gateway that holds key or secret, and this server has neither.
 */
async function identityFrom(env: Env, org: Org): Promise<{ tokens: TokenSource; directory?: Directory }> {
  const identity = oneOf(env, "SALESFORCE_IDENTITY", ["person", "service", "gateway", "gateway-service"]);
  const { title, grants } = system;
  if (identity === "gateway" || identity === "gateway-service") {
    const whose = identity === "gateway" ? "person" : "service";
    return { tokens: fromGateway({ title, gatewayUrl: needed(env, "GATEHOUSE_URL"), identity: whose }) };
  }
  const common = { title, origin: org.origin, clientId: needed(env, "SALESFORCE_CLIENT_ID") };
  const serviceWith = (secret: string) =>
    clientCredentials({ ...common, grant: grants.service, credential: { secret }, scopes: system.scopes[1] });
  if (identity === "service") return { tokens: await serviceWith(needed(env, "SALESFORCE_CLIENT_SECRET")) };
  const { SALESFORCE_CLIENT_SECRET: secret, SALESFORCE_USERNAME_SUFFIX: suffix = "" } = env;
  const directory = secret ? directoryIn(org, await serviceWith(secret)) : undefined;
  const tokens = await jwtBearer({
    ...common,
    grant: grants.delegated,
    privateKey: neededJwk(env, "SALESFORCE_PRIVATE_KEY"),
    ...(env.SALESFORCE_LOGIN_URL && { audience: env.SALESFORCE_LOGIN_URL }),
    subjectOf: directory ? directory.usernameOf : ({ email }: Caller) => email && `${email}${suffix}`,
  });
  return { tokens, ...(directory && { directory }) };
}

function apiVersion(text: string): string {
  if (/^\d{2,3}\.0$/.test(text)) return text;
  throw new Error("the environment variable SALESFORCE_API_VERSION is not a version such as 66.0");
}

function customFieldsFrom(env: Env) {
  const {
    SALESFORCE_ERP_ID_FIELD: erpId,
    SALESFORCE_SLA_FIELD: slaDue,
    SALESFORCE_JOB_SITE_FIELD: jobSite,
    SALESFORCE_LOSS_REASON_FIELD: lossReason,
  } = env;
  for (const [name, value] of Object.entries({
    ERP_ID: erpId,
    SLA: slaDue,
    JOB_SITE: jobSite,
    LOSS_REASON: lossReason,
  }))
    if (value && !CUSTOM_FIELD.test(value))
      throw new Error(
        `the environment variable SALESFORCE_${name}_FIELD is not a custom field such as Due__c`,
      );
  return {
    ...(erpId && { erpId }),
    ...(slaDue && { slaDue }),
    ...(jobSite && { jobSite }),
    ...(lossReason && { lossReason }),
  };
}

const CUSTOM_FIELD = /^[A-Za-z]\w{0,78}__c$/;
const TYPES: readonly FieldType[] = ["text", "number", "date", "datetime", "boolean"];

/** One of a list such as `Opportunity.Margin_Pct__c:number, Case.Region__c`. */
function extraField(given: string): ExtraField {
  const [path = "", type = "text"] = given.split(":");
  const [objectName, field = "", ...more] = path.split(".");
  const object = OBJECTS.find((name) => name === objectName);
  const known = TYPES.find((name) => name === type);
  if (object && known && more.length === 0 && CUSTOM_FIELD.test(field)) return { object, field, type: known };
  throw new Error(
    "the environment variable SALESFORCE_EXTRA_FIELDS is not a list such as Opportunity.Margin__c:number",
  );
}
