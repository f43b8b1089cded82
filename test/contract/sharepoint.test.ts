import { contractOf } from "./contract-of.ts";
import { sharepoint } from "./sharepoint.ts";

contractOf(sharepoint);
