import { contractOf } from "./contract-of.ts";
import { salesforce } from "./salesforce.ts";

contractOf(salesforce);
