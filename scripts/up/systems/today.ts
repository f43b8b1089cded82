import { defaultToday } from "../../../packages/demo/src/company/index.ts";

/** The demo company stands still at one day, on which every server must agree with its simulator. */
export const today = () => process.env.GATEHOUSE_TODAY || defaultToday;
