import { guidOf } from "../store/identifiers.ts";
import type { Column, FieldValue } from "../store/model.ts";
import { boolean, choice, currency, date, lookup, note, number, person, text } from "./columns.ts";
import { injections } from "./injections.ts";
import { topics } from "./project-files.ts";
import { cycle, type Seeding } from "./seeding.ts";
import type { SitePlan } from "./site-plans.ts";

/** A list before its rows are made. `field` gives what the row at an index holds, without the system's own fields. */
export type ListPlan = {
  name: string;
  displayName: string;
  description: string;
  count: number;
  columns: Column[];
  fields(index: number, help: RowHelp): Record<string, FieldValue>;
};

export type RowHelp = {
  /** The number of somebody who works here, as person columns hold it. */
  person(index: number): number;
  /** An ISO moment at midnight, days before today; negative lies ahead. */
  day(before: number): string;
};

const states = ["Open", "Answered", "Closed"];
const disciplines = ["Architectural", "Structural", "Mechanical", "Electrical", "Civil"];
const capital = (words: string) => words.replace(/^./, (letter) => letter.toUpperCase());

export const listId = (site: string, name: string): string => guidOf(`list ${site} ${name}`);

/** 60 lists and 15,000 items per unit of scale: four per large project and four that stand alone. */
export function listPlans(seeding: Seeding, site: SitePlan): ListPlan[] {
  const { scale } = seeding.company;
  const grown = (plan: ListPlan): ListPlan => ({ ...plan, count: plan.count * scale });
  if (site.kind === "project") {
    const rfi = listId(site.path, "RFI Log");
    return [rfiLog(site.project?.number ?? "", 150), submittals(rfi), changeOrders(rfi), punchList()];
  }
  if (site.kind === "projects") return [grown(rfiLog("", 500))];
  switch (site.displayName) {
    case "Safety and Quality":
      return [grown(safetyIncidents(seeding))];
    case "Operations":
      return [grown(equipment())];
    case "Field Services":
      return [grown(dailyReports(seeding))];
    default:
      return [];
  }
}

const rfiLog = (number: string, count: number): ListPlan => ({
  name: "RFI Log",
  displayName: "RFI log",
  description: "Requests for information and their answers.",
  count,
  columns: [
    text("Title", "Subject", { required: true }),
    text("RFINo", "RFI number", { indexed: true }),
    choice("Status", "State", states, { required: true, indexed: true }),
    choice("Discipline", "Discipline", disciplines),
    person("AssignedTo", "Ball in court"),
    date("DueDate", "Answer due", { indexed: true }),
    note("Question", "Question"),
    note("Answer", "Answer"),
    currency("CostImpact", "Cost impact"),
  ],
  fields: (index, { person: who, day }) => ({
    Title: capital(cycle(topics, index)),
    RFINo: `RFI-${String(index + 1).padStart(3, "0")}`,
    Status: cycle(states, index * 7),
    Discipline: cycle(disciplines, index),
    AssignedToLookupId: String(who(index)),
    DueDate: day(70 - ((index * 3) % 90)),
    Question: `What applies to ${cycle(topics, index)}${number === "" ? "" : ` of ${number}`}?`,
    ...(index % 3 !== 0 && {
      Answer: index === 4 ? injections.rfiAnswer : "As drawn; see the detail on the last sheet.",
    }),
    ...(index % 5 === 0 && { CostImpact: (index * 311) % 9_000 }),
  }),
});

const submittals = (rfi: string): ListPlan => ({
  name: "Submittals",
  displayName: "Submittals",
  description: "What was handed in for approval.",
  count: 150,
  columns: [
    text("Title", "Title", { required: true }),
    text("SubNo", "Submittal number", { indexed: true }),
    text("field_4", "Specification section"),
    choice("Status0", "Review state", ["Draft", "Submitted", "Approved", "Revise and resubmit"], {
      required: true,
    }),
    person("Reviewer", "Reviewer"),
    date("Required_x0020_On", "Required on site"),
    lookup("RelatedRFI", "Related RFI", rfi),
  ],
  fields: (index, { person: who, day }) => ({
    Title: capital(cycle(topics, index + 2)),
    SubNo: `SUB-${String(index + 1).padStart(3, "0")}`,
    field_4: cycle(["03 30 00", "05 12 00", "08 71 00", "23 05 00", "26 05 00"], index),
    Status0: cycle(["Draft", "Submitted", "Approved", "Approved", "Revise and resubmit"], index),
    ReviewerLookupId: String(who(index + 3)),
    Required_x0020_On: day(40 - index),
    ...(index % 4 === 0 && { RelatedRFILookupId: String(1 + (index % 100)) }),
  }),
});

const changeOrders = (rfi: string): ListPlan => ({
  name: "Change Orders",
  displayName: "Change orders",
  description: "Changes of the contract sum.",
  count: 150,
  columns: [
    text("Title", "Title", { required: true }),
    text("CONo", "Change order number", { indexed: true }),
    currency("Amount", "Value", { required: true }),
    choice("COState", "State", ["Proposed", "Approved", "Rejected"], { indexed: true }),
    person("Requester", "Requested by"),
    lookup("Source_x0020_RFI", "From RFI", rfi),
  ],
  fields: (index, { person: who }) => ({
    Title: `Change to ${cycle(topics, index + 5)}`,
    CONo: `CO-${String(index + 1).padStart(3, "0")}`,
    Amount: 400 + ((index * 1_733) % 48_000),
    COState: cycle(["Proposed", "Approved", "Approved", "Rejected"], index),
    RequesterLookupId: String(who(index)),
    ...(index % 2 === 0 && { Source_x0020_RFILookupId: String(1 + (index % 100)) }),
  }),
});

const punchList = (): ListPlan => ({
  name: "Punch List",
  displayName: "Punch list",
  description: "What is left to mend before acceptance.",
  count: 150,
  columns: [
    text("Title", "What is to be done", { required: true }),
    text("Area", "Area"),
    choice("Trade", "Trade", ["Drywall", "Paint", "Doors", "Electrical", "Plumbing"]),
    boolean("Done", "Done", { indexed: true }),
    person("Owner0", "Responsible"),
    date("DueDate", "Due"),
  ],
  fields: (index, { person: who, day }) => ({
    Title: `${cycle(["Touch up", "Replace", "Adjust", "Clean", "Seal"], index)} item ${index + 1}`,
    Area: `Level ${1 + (index % 5)}, room ${100 + (index % 60)}`,
    Trade: cycle(["Drywall", "Paint", "Doors", "Electrical", "Plumbing"], index),
    Done: index % 3 === 0,
    Owner0LookupId: String(who(index + 1)),
    DueDate: day(20 - (index % 60)),
  }),
});

const safetyIncidents = ({ company }: Seeding): ListPlan => ({
  name: "Safety Incidents",
  displayName: "Safety incidents",
  description: "Accidents and near misses on all sites.",
  count: 400,
  columns: [
    text("Title", "What happened", { required: true }),
    date("IncidentDate", "Date", { required: true, indexed: true }),
    choice("Severity", "Severity", ["Near miss", "First aid", "Recordable", "Lost time"], { indexed: true }),
    text("ProjectNo", "Project"),
    boolean("Recordable", "OSHA recordable"),
    person("ReportedBy", "Reported by"),
  ],
  fields: (index, { person: who, day }) => ({
    Title: cycle(
      ["Slip on a wet ramp", "Cut at a stud", "Dropped tool", "Ladder out of tie", "Dust in the eye"],
      index,
    ),
    IncidentDate: day((index * 2) % 700),
    Severity: cycle(["Near miss", "First aid", "Near miss", "Recordable", "Near miss", "Lost time"], index),
    ProjectNo: cycle(company.projects, index * 3).number,
    Recordable: index % 6 === 3,
    ReportedByLookupId: String(who(index)),
  }),
});

const equipment = (): ListPlan => ({
  name: "Equipment",
  displayName: "Equipment",
  description: "Machines and where they are.",
  count: 300,
  columns: [
    text("Title", "Machine", { required: true }),
    text("SerialNo", "Serial number", { indexed: true }),
    choice("Category", "Kind", ["Excavator", "Lift", "Compressor", "Generator", "Truck"]),
    text("field_7", "Stands at"),
    number("HourMeter", "Hours"),
    date("NextService", "Next service", { indexed: true }),
    person("Keeper", "Responsible"),
  ],
  fields: (index, { person: who, day }) => ({
    Title: `${cycle(["Excavator", "Lift", "Compressor", "Generator", "Truck"], index)} ${100 + index}`,
    SerialNo: `HG${String(70_000 + index * 13)}`,
    Category: cycle(["Excavator", "Lift", "Compressor", "Generator", "Truck"], index),
    field_7: cycle(["Denver", "Phoenix", "Austin", "Calgary", "Portland"], index),
    HourMeter: (index * 97) % 6_000,
    NextService: day(30 - ((index * 5) % 120)),
    KeeperLookupId: String(who(index)),
  }),
});

/** Above the 5,000 items up to which SharePoint filters by any column. */
const dailyReports = ({ company }: Seeding): ListPlan => ({
  name: "Daily Reports",
  displayName: "Daily reports",
  description: "One line per crew and day.",
  count: 5_400,
  columns: [
    text("Title", "Report", { required: true }),
    date("ReportDate", "Day", { required: true, indexed: true }),
    text("ProjectNo", "Project"),
    number("Crew", "People on site"),
    choice("Weather", "Weather", ["Dry", "Rain", "Snow", "Wind"]),
    note("Remarks", "Remarks"),
    person("Foreman", "Foreman"),
  ],
  fields: (index, { person: who, day }) => {
    const project = cycle(company.projects, index).number;
    return {
      Title: `${project} day ${index + 1}`,
      ReportDate: day(Math.floor(index / 10)),
      ProjectNo: project,
      Crew: 3 + (index % 18),
      Weather: cycle(["Dry", "Dry", "Rain", "Dry", "Wind", "Snow"], index),
      Remarks: cycle(
        ["Nothing to report.", "Delivery came late.", "Crane stood still for two hours."],
        index,
      ),
      ForemanLookupId: String(who(index)),
    };
  },
});
