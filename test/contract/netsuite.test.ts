import { contractOf } from "./contract-of.ts";
import { netsuite } from "./netsuite.ts";

contractOf(netsuite);
