import { createCollection } from "./collection.ts";
import type {
  Adjustment,
  Application,
  ApplicationComment,
  Employee,
  Goal,
  GoalComment,
  Holiday,
  Job,
  ListOption,
  PolicyAssignment,
  StoredFile,
  TableRow,
  TimeOffRequest,
  Training,
  User,
} from "./records.ts";

export type Store = ReturnType<typeof createStore>;

/** Groups that files of the company, and rows of one table of one person, are found under. */
export const companyFiles = "company";
export const rowGroup = (employeeId: string, table: string): string => `${employeeId}/${table}`;

/** The account's records in memory, empty until seeded. */
export function createStore() {
  const collections = {
    employees: createCollection<Employee>(),
    rows: createCollection<TableRow>(({ employeeId, table }) => rowGroup(employeeId, table)),
    options: createCollection<ListOption>(({ list }) => list),
    users: createCollection<User>(),
    requests: createCollection<TimeOffRequest>(({ employeeId }) => employeeId),
    adjustments: createCollection<Adjustment>(({ employeeId }) => employeeId),
    assignments: createCollection<PolicyAssignment>(({ employeeId }) => employeeId),
    holidays: createCollection<Holiday>(),
    files: createCollection<StoredFile>(({ employeeId }) => employeeId ?? companyFiles),
    goals: createCollection<Goal>(({ employeeId }) => employeeId),
    goalComments: createCollection<GoalComment>(({ goalId }) => goalId),
    jobs: createCollection<Job>(),
    applications: createCollection<Application>(({ jobId }) => jobId),
    applicationComments: createCollection<ApplicationComment>(({ applicationId }) => applicationId),
    trainings: createCollection<Training>(({ employeeId }) => employeeId),
  };
  return {
    ...collections,
    /** Takes every change since the seed back. */
    restore(): void {
      for (const collection of Object.values(collections)) collection.restore();
    },
    /**
     * What differs from the seed, under `collection/id`: changed fields, or `deleted`. Fields that the system sets by itself do not count;
     * equal snapshots mean equal states, and right after the seed it is empty.
     */
    snapshot(): Record<string, unknown> {
      const entries = Object.entries(collections).flatMap(([name, collection]) =>
        Object.entries(collection.differences()).map(([id, difference]) => [`${name}/${id}`, difference]),
      );
      return Object.fromEntries(entries) as Record<string, unknown>;
    },
  };
}
