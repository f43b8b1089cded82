import type { Profile } from "@node-saml/node-saml";
import { z } from "zod";

/** How far a provider's clock may be off. */
export const CLOCK_SKEW_MS = 60_000;

const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

const textual = z.union([
  z.object({ _: z.string().optional() }).transform(({ _ }) => _),
  z.literal("").transform(() => undefined),
]);
const confirmation = z.object({
  $: z.object({ Method: z.string() }),
  SubjectConfirmationData: z
    .array(
      z.object({
        $: z.object({ Recipient: z.string(), InResponseTo: z.string(), NotOnOrAfter: z.string() }),
      }),
    )
    .length(1),
});

/** What of an assertion we rest on, as the library's XML reader spells it. */
const shape = z.object({
  Assertion: z.object({
    $: z.object({ ID: z.string().min(1) }),
    Subject: z.array(z.object({ SubjectConfirmation: z.array(z.unknown()).min(1) })).length(1),
    Conditions: z
      .array(z.object({ $: z.object({ NotOnOrAfter: z.string().optional() }).optional() }))
      .length(1),
    AuthnStatement: z
      .array(
        z.object({
          $: z.object({ AuthnInstant: z.string().optional() }).optional(),
          AuthnContext: z.array(z.object({ AuthnContextClassRef: z.array(textual).optional() })).optional(),
        }),
      )
      .min(1),
    AttributeStatement: z
      .array(
        z
          .object({
            Attribute: z
              .array(
                z.object({
                  $: z.object({ Name: z.string() }),
                  AttributeValue: z.array(z.unknown()).optional(),
                }),
              )
              .optional(),
          })
          .or(z.literal("")),
      )
      .optional(),
  }),
});

export type ReadAssertion = {
  id: string;
  issuer: string;
  nameId: { value: string | undefined; format: string | undefined };
  /** Every value of an attribute; undefined stands for one that is not text. */
  attributes: ReadonlyMap<string, readonly (string | undefined)[]>;
  authTime: Date | undefined;
  acr: string | undefined;
  /** When it can no longer be used, the clocks' difference included. */
  expiresAt: Date;
};

type Expected = { entityId: string; acsUrl: string; requestId: string };

/**
 * Reads the signed part of a verified answer and asks of it what the library leaves to us: that the provider issued it, for
 * this address, in answer to this request (SAML 2.0 profiles, 4.1.4.3). Throws a TypeError otherwise.
 */
export function readAssertion(profile: Profile, expected: Expected, now = Date.now()): ReadAssertion {
  const { Assertion: assertion } = shape.parse(profile.getAssertion?.());
  if (profile.issuer !== expected.entityId) throw new TypeError("The assertion is of another issuer.");
  const ends = (assertion.Subject[0]?.SubjectConfirmation ?? []).flatMap((given) =>
    confirmedUntil(given, expected),
  );
  const end = Math.max(...ends);
  if (!(end + CLOCK_SKEW_MS > now))
    throw new TypeError("No subject confirmation fits this request, this address and this moment.");
  const statement = assertion.AuthnStatement[0];
  return {
    id: assertion.$.ID,
    issuer: profile.issuer,
    nameId: { value: profile.nameID || undefined, format: profile.nameIDFormat },
    attributes: attributesOf(assertion.AttributeStatement ?? []),
    authTime: dateOf(statement?.$?.AuthnInstant),
    acr: statement?.AuthnContext?.[0]?.AuthnContextClassRef?.[0],
    expiresAt: new Date(
      Math.max(end, dateOf(assertion.Conditions[0]?.$?.NotOnOrAfter)?.getTime() ?? 0) + CLOCK_SKEW_MS,
    ),
  };
}

/** Until when a confirmation holds, in milliseconds; nothing where it is not for us. */
function confirmedUntil(given: unknown, { acsUrl, requestId }: Expected): number[] {
  const { success, data } = confirmation.safeParse(given);
  const facts = success && data.$.Method === BEARER ? data.SubjectConfirmationData[0]?.$ : undefined;
  if (facts?.Recipient !== acsUrl || facts.InResponseTo !== requestId) return [];
  const until = dateOf(facts.NotOnOrAfter)?.getTime();
  return until === undefined ? [] : [until];
}

function dateOf(given: string | undefined): Date | undefined {
  const date = new Date(given ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}

type Statements = NonNullable<z.output<typeof shape>["Assertion"]["AttributeStatement"]>;

function attributesOf(statements: Statements): Map<string, (string | undefined)[]> {
  const found = new Map<string, (string | undefined)[]>();
  for (const statement of statements) {
    for (const { $, AttributeValue: values = [] } of (statement !== "" && statement.Attribute) || [])
      found.set($.Name, [...(found.get($.Name) ?? []), ...values.flatMap(textsIn)]);
  }
  return found;
}

/** An empty value is none; one with elements inside is not text. */
function textsIn(given: unknown): (string | undefined)[] {
  if (given === "") return [];
  if (typeof given !== "object" || given === null) return [undefined];
  if (Object.keys(given).some((key) => key !== "_" && key !== "$")) return [undefined];
  const text: unknown = Reflect.get(given, "_");
  return text === undefined || text === "" ? [] : [typeof text === "string" ? text : undefined];
}
