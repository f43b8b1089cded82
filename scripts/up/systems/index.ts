import type { ProgramFacts, SystemPrograms } from "../plan.ts";
import { bamboohr } from "./bamboohr.ts";
import { netsuite } from "./netsuite.ts";
import { salesforce } from "./salesforce.ts";
import { sharepoint } from "./sharepoint.ts";

/** Every system of the demo company. */
export const systemPrograms = (facts: ProgramFacts): SystemPrograms[] =>
  [netsuite, salesforce, sharepoint, bamboohr].map((programs) => programs(facts));
