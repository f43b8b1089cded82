import { decideApproval } from "./decide-approval.ts";
import { describeRecord } from "./describe-record.ts";
import { getAging } from "./get-aging.ts";
import { getParty } from "./get-party.ts";
import { getProject } from "./get-project.ts";
import { getTransaction } from "./get-transaction.ts";
import { listDatasets } from "./list-datasets.ts";
import { listPendingApprovals } from "./list-pending-approvals.ts";
import { listProjects } from "./list-projects.ts";
import { listTransactions } from "./list-transactions.ts";
import { runDataset } from "./run-dataset.ts";
import { search } from "./search.ts";
import { updateContactInfo } from "./update-contact-info.ts";

/** In the order a model reads them: what finds comes first, what writes last. */
export const tools = [
  search,
  listPendingApprovals,
  getTransaction,
  listTransactions,
  getParty,
  getAging,
  listProjects,
  getProject,
  listDatasets,
  runDataset,
  describeRecord,
  updateContactInfo,
  decideApproval,
];
