export { directoryIn } from "./directory.ts";
export type { Directory } from "./people.ts";
export {
  createSalesforce,
  type Org,
  type OrgOptions,
  openOrg,
  type Salesforce,
  type SalesforceOptions,
} from "./salesforce.ts";
export { system } from "./system.ts";
export { analystTools, tools } from "./tools/index.ts";
