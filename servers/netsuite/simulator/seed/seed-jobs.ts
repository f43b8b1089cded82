import { addDays, createRandom, daysBetween, type Project } from "@gatehouse/demo";
import { currencies } from "./seed-lists.ts";
import { cents, momentOf, type Seeding } from "./seeding.ts";

const statuses: Record<Project["stage"], string> = { closed: "1", active: "2", awarded: "5" };

/** Projects; runs after the orders, because estimates are set against what was ordered. */
export function seedJobs(seeding: Seeding): void {
  const { company, insert, planted, committed } = seeding;
  const random = createRandom("netsuite jobs");
  planted.overspentProject = company.projects.findLast(({ stage }) => stage === "active")?.id ?? "";
  for (const project of company.projects) {
    const isOverspent = project.id === planted.overspentProject;
    const ordered = committed.get(project.id) ?? 0;
    const slack = 1.15 + random.fraction() * 0.8;
    const estimatedcost = cents(
      isOverspent ? ordered / 1.4 : Math.max(ordered * slack, random.amount(80_000, 900_000)),
    );
    const estimatedrevenue = cents(estimatedcost * (1.12 + random.fraction() * 0.12));
    const percent = Math.round(project.progress * 1_000) / 10;
    const hours = Math.round(estimatedcost / 160);
    insert("job", {
      id: Number(project.id),
      entityid: project.number,
      entitytitle: `${project.number} ${project.name}`,
      altname: project.name,
      companyname: project.name,
      parent: Number(project.customerId),
      customer: Number(project.customerId),
      projectmanager: project.managerId === null ? null : Number(project.managerId),
      entitystatus: statuses[project.stage],
      jobtype: String(random.integer(1, 3)),
      jobbillingtype: random.pick(["3", "3", "4", "2"]),
      startdate: project.startDate,
      startdatebaseline: project.startDate,
      projectedenddate: project.projectedEndDate,
      projectedenddatebaseline: project.baselineEndDate,
      scheduledenddate: project.projectedEndDate,
      calculatedstartdate: project.startDate,
      calculatedenddate: project.projectedEndDate,
      calculatedenddatebaseline: project.baselineEndDate,
      enddate: project.actualEndDate,
      schedulingmethod: "FORWARD",
      percenttimecomplete: percent,
      estimatedcost,
      estimatedrevenue,
      estimatedlaborcost: cents(estimatedcost * 0.35),
      estimatedgrossprofit: cents(estimatedrevenue - estimatedcost),
      jobprice: estimatedrevenue,
      actualtime: Math.round(hours * project.progress),
      timeremaining: Math.round(hours * (1 - project.progress)),
      subsidiary: Number(project.subsidiaryId),
      currency: project.subsidiaryId === "3" ? currencies.CAD : currencies.USD,
      location: Number(project.locationId),
      isinactive: "F",
      datecreated: momentOf(addDays(project.startDate, -150), Number(project.id)),
      lastmodifieddate: momentOf(addDays(company.today, -1 - (Number(project.id) % 15)), Number(project.id)),
      lastprojectplanrecalculationstatus: "COMPLETE",
      lastprojectplanrecalculationdatetime: momentOf(addDays(company.today, -1), Number(project.id)),
    });
    notePlanted(seeding, project);
  }
}

function notePlanted({ company, planted }: Seeding, project: Project): void {
  if (project.stage !== "active") return;
  planted.activeProjects.push(project.id);
  if (daysBetween(project.projectedEndDate, company.today) > 0) planted.lateProjects.push(project.id);
  if (project.managerId === null) planted.projectsWithoutManager.push(project.id);
}
