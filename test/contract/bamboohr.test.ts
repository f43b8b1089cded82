import { bamboohr } from "./bamboohr.ts";
import { contractOf } from "./contract-of.ts";

contractOf(bamboohr);
