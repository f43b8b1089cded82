import { noSuchRecordType } from "../../errors.ts";
import type { RecordDefinition } from "../record-definition.ts";
import { activityDefinitions } from "./activities.ts";
import { entityDefinitions } from "./entities.ts";
import { listDefinitions } from "./lists.ts";
import { projectDefinitions } from "./projects.ts";
import { transactionDefinitions } from "./transactions.ts";

/** The record types of this account, a few of NetSuite's 206. */
export const recordDefinitions: RecordDefinition[] = [
  ...transactionDefinitions,
  ...entityDefinitions,
  ...projectDefinitions,
  ...activityDefinitions,
  ...listDefinitions,
];

const byName = new Map(recordDefinitions.map((definition) => [definition.name.toLowerCase(), definition]));

/** The record type called `name`, in any case; throws NetSuite's 404 for one that is not there. */
export function definitionNamed(name: string): RecordDefinition {
  const definition = byName.get(name.toLowerCase());
  if (!definition) throw noSuchRecordType(name);
  return definition;
}
