import { type Depth, driveTools } from "./drive-tools.ts";
import { createRecorder, type Exchange } from "./recorder.ts";
import { findData, type SharedData } from "./shared-data.ts";
import { type Vendor, vendors } from "./vendors.ts";
import { coverage, type Verdict, verdictsOn, withParts } from "./verdict.ts";

/** What was found out about one vendor's simulator. */
export type Report = {
  system: string;
  client: string | undefined;
  verdicts: readonly Verdict[];
  /** Answers whose shape was held against something. */
  shapes: number;
  /** What the foreign client was made to do, and the requests that it sent for it. */
  foreign: { calls: number; requests: number };
  routes: { used: number; checked: number };
  /** Why nothing could be held against the vendor's data. */
  missing?: string;
};

type Options = {
  env?: NodeJS.ProcessEnv;
  /** Ids of systems; all unless given. */
  only?: readonly string[];
  depth?: Depth;
  onReport?(report: Report): void;
};

/** Every simulator against what is known of its vendor, one after the other. */
export async function runFidelity({
  env = process.env,
  only,
  depth = "all",
  onReport,
}: Options = {}): Promise<Report[]> {
  const data = findData(env);
  const known = vendors.map(({ subject }) => subject.system.id);
  const unknown = only?.filter((id) => !known.includes(id)) ?? [];
  if (unknown.length > 0) throw new Error(`no system ${unknown.join(", ")}; there are ${known.join(", ")}`);
  const reports: Report[] = [];
  for (const vendor of vendors.filter(({ subject }) => only?.includes(subject.system.id) ?? true)) {
    const report = reportOn(vendor, await gather(vendor, depth), data);
    onReport?.(report);
    reports.push(report);
  }
  return reports;
}

/** What passed between a simulator and all who asked it, and how they fared. */
export type Traffic = {
  exchanges: readonly Exchange[];
  driven: readonly Verdict[];
  calls: readonly Verdict[];
};

export async function gather({ subject, foreign, replay }: Vendor, depth: Depth): Promise<Traffic> {
  const recorder = createRecorder();
  const driven = await driveTools(subject, recorder, depth);
  recorder.as("sign-in");
  const calls = (await foreign?.drive(recorder)) ?? [];
  recorder.as("sign-in");
  await replay?.(recorder);
  return { exchanges: recorder.exchanges, driven, calls };
}

export function reportOn(
  { subject, foreign, checkerFrom }: Vendor,
  traffic: Traffic,
  data: SharedData | { missing: string },
): Report {
  const { driven, calls } = traffic;
  const requests = traffic.exchanges.filter(({ by }) => by === "foreign").length;
  const common = {
    system: subject.system.id,
    client: foreign?.client,
    foreign: { calls: calls.length, requests },
  };
  if ("missing" in data) {
    // How many checks there would be, only the data could say: one stands for them all.
    const name = `${subject.system.title} against its vendor`;
    const held: Verdict = { name, outcome: "skipped", count: 0, why: [data.missing] };
    const verdicts = [...driven, ...calls, held];
    return { ...common, verdicts, shapes: 0, routes: { used: 0, checked: 0 }, missing: data.missing };
  }
  const checker = checkerFrom(data);
  const exchanges = withParts(traffic.exchanges, checker);
  const found = verdictsOn(exchanges, checker);
  const routes = coverage(exchanges, checker);
  return {
    ...common,
    verdicts: [...driven, ...calls, ...found, ...routes, ...(checker.atEnd?.() ?? [])],
    shapes: found.reduce((sum, { count }) => sum + count, 0),
    routes: { used: routes.length, checked: routes.filter(({ outcome }) => outcome === "passed").length },
  };
}
