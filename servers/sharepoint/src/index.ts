export { createSharePoint, type SharePoint, type SharePointOptions } from "./sharepoint.ts";
export { SERVICE_SCOPES, system } from "./system.ts";
export { tools } from "./tools/index.ts";
