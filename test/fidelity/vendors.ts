import { bamboohr } from "../contract/bamboohr.ts";
import { netsuite } from "../contract/netsuite.ts";
import { salesforce } from "../contract/salesforce.ts";
import { sharepoint } from "../contract/sharepoint.ts";
import type { AnySubject } from "../contract/subject.ts";
import { bamboohrChecker } from "./bamboohr/checker.ts";
import { replayBambooHr } from "./bamboohr/replay.ts";
import { netsuiteChecker } from "./netsuite/checker.ts";
import type { Recorder } from "./recorder.ts";
import { salesforceChecker } from "./salesforce/checker.ts";
import { driveJsforce } from "./salesforce/drive-jsforce.ts";
import type { SharedData } from "./shared-data.ts";
import { sharepointChecker } from "./sharepoint/checker.ts";
import { driveGraphClient } from "./sharepoint/drive-graph-client.ts";
import { replayEntra } from "./sharepoint/replay.ts";
import type { Checker, Verdict } from "./verdict.ts";

/** One vendor: who asks its simulator, and what its answers are held against. */
export type Vendor = {
  subject: AnySubject;
  checkerFrom(data: SharedData): Checker;
  /** Asks what others have recorded and no tool asks. */
  replay?(recorder: Recorder): Promise<void>;
  /** A client that others wrote; NetSuite and BambooHR have none that is kept up. */
  foreign?: { client: string; drive(recorder: Recorder): Promise<Verdict[]> };
};

export const vendors: readonly Vendor[] = [
  { subject: netsuite, checkerFrom: netsuiteChecker },
  {
    subject: salesforce,
    checkerFrom: salesforceChecker,
    foreign: { client: "jsforce", drive: driveJsforce },
  },
  {
    subject: sharepoint,
    checkerFrom: sharepointChecker,
    replay: replayEntra,
    foreign: { client: "@microsoft/microsoft-graph-client", drive: driveGraphClient },
  },
  { subject: bamboohr, checkerFrom: bamboohrChecker, replay: replayBambooHr },
];
