import { findPeople } from "./find-people.ts";
import { getEmployee } from "./get-employee.ts";
import { getEmployeeHistory } from "./get-employee-history.ts";
import { getOrgChart } from "./get-org-chart.ts";
import { getTimeOffBalance } from "./get-time-off-balance.ts";
import { listFields } from "./list-fields.ts";
import { listFiles } from "./list-files.ts";
import { listHiring } from "./list-hiring.ts";
import { listTimeOffRequests } from "./list-time-off-requests.ts";
import { listTimeOffTypes } from "./list-time-off-types.ts";
import { queryWorkforce } from "./query-workforce.ts";
import { readFile } from "./read-file.ts";
import { runReport } from "./run-report.ts";
import { whoami } from "./whoami.ts";
import { whosOut } from "./whos-out.ts";

/** In the order a model reads them: who is meant, one person, many people, time off, files, hiring. */
export const tools = [
  whoami,
  findPeople,
  getEmployee,
  getOrgChart,
  getEmployeeHistory,
  whosOut,
  getTimeOffBalance,
  listTimeOffRequests,
  listTimeOffTypes,
  listFields,
  queryWorkforce,
  runReport,
  listFiles,
  readFile,
  listHiring,
];
