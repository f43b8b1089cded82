import { projectName } from "./business-names.ts";
import type { Customer, Employee, Project, ProjectStage } from "./company.ts";
import { addDays, daysBetween } from "./dates.ts";
import { locations } from "./organisation.ts";
import { createRandom, type Random } from "./random.ts";

/** Projects of each stage per unit of scale; 140 in all. */
const stages: Record<ProjectStage, number> = { closed: 70, active: 55, awarded: 15 };
const lateCount = 12;
const withoutManagerCount = 4;
/** What Tomás Rivera runs: tours and tests rely on some of it being late. */
const tomasRivera = { email: "tomas.rivera@halden.example", active: 9, late: 3 };

/** Twelve active projects are late and four active ones have no manager, at every scale. */
export function createProjects(
  today: string,
  scale: number,
  firstId: number,
  customers: Customer[],
  employees: Employee[],
): Project[] {
  const random = createRandom("projects");
  const order: ProjectStage[] = Object.entries(stages).flatMap(([stage, count]) =>
    Array.from({ length: count * scale }, () => stage as ProjectStage),
  );
  const managers = managersFor(order, scale, employees);
  const numbered = new Map<string, number>();
  let activeBefore = 0;
  const projects = order.map((stage, index): Project => {
    const isLate = stage === "active" && activeBefore++ < lateCount;
    const customer = random.pick(customers);
    const dates = datesFor(random, stage, isLate, today);
    const year = dates.startDate.slice(2, 4);
    numbered.set(year, (numbered.get(year) ?? 0) + 1);
    return {
      id: String(firstId + index),
      number: `J-${year}${String(numbered.get(year)).padStart(3, "0")}`,
      name: projectName(random),
      customerId: customer.id,
      managerId: managers[index] ?? null,
      subsidiaryId: customer.subsidiaryId,
      locationId: locations.find((place) => place.city === customer.city)?.id ?? "1",
      stage,
      ...dates,
    };
  });
  // The last active project is the one that the ERP shows as overspent: far along in cost, not in work.
  const overspent = projects.findLast((project) => project.stage === "active");
  if (overspent) overspent.progress = 0.3;
  return projects;
}

/** One manager id per project. Of the active ones Tomás has the first three (late) and six on time; four on time have nobody. */
function managersFor(order: ProjectStage[], scale: number, employees: Employee[]): (string | undefined)[] {
  const everyone = employees.filter((employee) => employee.isProjectManager);
  const tomas = everyone.find((employee) => employee.email === tomasRivera.email);
  const others = everyone.filter((employee) => employee !== tomas);
  const onTime = tomasRivera.active - tomasRivera.late;
  const firstActive = stages.closed * scale;
  return order.map((stage, index) => {
    const active = stage === "active" ? index - firstActive : -1;
    const isHis =
      (active >= 0 && active < tomasRivera.late) || (active >= lateCount && active < lateCount + onTime);
    if (isHis) return tomas?.id;
    const unmanaged = active - lateCount - onTime;
    if (unmanaged >= 0 && unmanaged < withoutManagerCount) return undefined;
    return others[index % others.length]?.id;
  });
}

type ProjectDates = Pick<
  Project,
  "startDate" | "projectedEndDate" | "baselineEndDate" | "actualEndDate" | "progress"
>;

function datesFor(random: Random, stage: ProjectStage, isLate: boolean, today: string): ProjectDates {
  if (stage === "closed") {
    const actualEndDate = addDays(today, -random.integer(20, 650));
    const startDate = addDays(actualEndDate, -random.integer(90, 420));
    const projectedEndDate = addDays(actualEndDate, random.integer(-10, 10));
    const baselineEndDate = addDays(actualEndDate, -random.integer(0, 60));
    return { startDate, projectedEndDate, baselineEndDate, actualEndDate, progress: 1 };
  }
  if (stage === "awarded") {
    const startDate = addDays(today, random.integer(10, 120));
    const projectedEndDate = addDays(startDate, random.integer(90, 500));
    return {
      startDate,
      projectedEndDate,
      baselineEndDate: projectedEndDate,
      actualEndDate: null,
      progress: 0,
    };
  }
  const projectedEndDate = addDays(today, isLate ? -random.integer(4, 75) : random.integer(15, 320));
  const baselineEndDate = addDays(
    projectedEndDate,
    -(isLate ? random.integer(10, 45) : random.integer(0, 30)),
  );
  const latestStart = isLate ? addDays(baselineEndDate, -90) : addDays(today, -30);
  const startDate = addDays(latestStart, -random.integer(20, 330));
  const elapsed = daysBetween(startDate, today) / daysBetween(startDate, projectedEndDate);
  const progress = isLate ? 0.6 + random.fraction() * 0.37 : Math.min(0.95, elapsed * 0.95);
  return {
    startDate,
    projectedEndDate,
    baselineEndDate,
    actualEndDate: null,
    progress: roundShare(progress),
  };
}

const roundShare = (share: number) => Math.round(share * 100) / 100;
