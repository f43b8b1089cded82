import { badRequest, requiredFieldMissing, validationFailed } from "../errors.ts";
import { stageCalled } from "../objects/stages.ts";
import { millisecondsOf, momentOf } from "../org.ts";
import type { Row, Store, Value } from "../store.ts";
import { accountOfActivity } from "./activity-dates.ts";

export type Values = Record<string, Value>;
export type Derivation = {
  store: Store;
  /** The row before the write; undefined for a new one. */
  before: Row | undefined;
  /** What the caller wrote. */
  given: Values;
  /** The row as it is going to be. */
  values: Values;
  now: string;
};

/** What Salesforce sets by itself from what was written, per object; throws where a rule of the org is broken. */
const derivations: Record<string, (derivation: Derivation) => Values> = {
  Contact: ({ values }) => ({ Name: fullName(values) }),
  Opportunity: deriveOpportunity,
  // The first closing counts: an edit of a closed case does not move its date.
  Case: ({ values, before, now }) => {
    const isClosed = values.Status === "Closed";
    return { IsClosed: isClosed, ClosedDate: isClosed ? (before?.ClosedDate ?? now) : null };
  },
  Task: ({ store, values, before, now }) => {
    const isClosed = values.Status === "Completed";
    return {
      IsClosed: isClosed,
      CompletedDateTime: isClosed ? (before?.CompletedDateTime ?? now) : null,
      AccountId: accountOfActivity(store, values.WhatId, values.WhoId),
    };
  },
  Event: deriveEvent,
};

/** Nothing for objects that the platform leaves as they are written. */
export const derive = (object: string, derivation: Derivation): Values =>
  derivations[object]?.(derivation) ?? {};

export const fullName = ({ FirstName, LastName }: Values): string =>
  [FirstName, LastName].filter((part) => part).join(" ");

/** The numbers that an opportunity's stage, amount and close date imply. */
export function opportunityFigures(values: Values): Values {
  const stage = stageCalled(String(values.StageName));
  const closeDate = String(values.CloseDate);
  const month = Number(closeDate.slice(5, 7));
  const year = Number(closeDate.slice(0, 4));
  const quarter = Math.ceil(month / 3);
  const { Amount: amount, Probability: probability } = values;
  const expected = typeof amount === "number" ? Math.round(amount * Number(probability)) / 100 : null;
  return {
    IsClosed: stage?.isClosed ?? false,
    IsWon: stage?.isWon ?? false,
    ForecastCategory: stage?.category ?? "Pipeline",
    ExpectedRevenue: expected,
    FiscalYear: year,
    FiscalQuarter: quarter,
    Fiscal: `${year} ${quarter}`,
  };
}

/** A changed stage brings its own probability and forecast category, unless the same write gives others. */
function deriveOpportunity({ before, given, values, now }: Derivation): Values {
  const stage = stageCalled(String(values.StageName));
  const isNewStage = before?.StageName !== values.StageName;
  const implied: Values = isNewStage
    ? {
        ...(given.Probability === undefined && { Probability: stage?.probability ?? 0 }),
        ...(given.ForecastCategoryName === undefined && {
          ForecastCategoryName: stage?.categoryName ?? "Pipeline",
        }),
        LastStageChangeDate: before ? now : null,
      }
    : {};
  // A rule of this org, not of Salesforce; it asks only when the stage changes, so old records can still be edited.
  if (isNewStage && values.StageName === "Closed Lost" && !values.Loss_Reason__c) {
    throw validationFailed("Loss reason is required", "Loss_Reason__c");
  }
  return { ...implied, ...opportunityFigures({ ...values, ...implied }) };
}

/** An event knows its beginning and either its end or how long it takes; the other follows. */
function deriveEvent({ store, values, given }: Derivation): Values {
  const start = given.StartDateTime ?? given.ActivityDateTime ?? values.StartDateTime;
  if (typeof start !== "string") throw requiredFieldMissing(["ActivityDateTime"]);
  const startMs = millisecondsOf(start);
  // Of end and duration the one that was written wins; where neither was, the end stays.
  const endGiven =
    given.EndDateTime ?? (given.DurationInMinutes === undefined ? values.EndDateTime : undefined);
  const minutes = given.DurationInMinutes ?? values.DurationInMinutes;
  if (typeof endGiven !== "string" && typeof minutes !== "number") {
    throw requiredFieldMissing(["DurationInMinutes", "EndDateTime"]);
  }
  const endMs = typeof endGiven === "string" ? millisecondsOf(endGiven) : startMs + Number(minutes) * 60_000;
  if (endMs < startMs) throw badRequest("FIELD_INTEGRITY_EXCEPTION", "End date is before the start date");
  return {
    StartDateTime: start,
    ActivityDateTime: start,
    ActivityDate: start.slice(0, 10),
    EndDateTime: momentOf(new Date(endMs)),
    DurationInMinutes: Math.round((endMs - startMs) / 60_000),
    AccountId: accountOfActivity(store, values.WhatId, values.WhoId),
  };
}

/** What a new record gets where the caller says nothing. */
export const defaults: Record<string, Values> = {
  Case: { Status: "New", Priority: "Medium" },
  Task: { Status: "Not Started", Priority: "Normal", TaskSubtype: "Task", IsArchived: false },
  Event: { ShowAs: "Busy", EventSubtype: "Event", IsArchived: false },
};
