import { addDays, createRandom, daysBetween, type Project } from "@gatehouse/demo";
import { cycle, momentOf, type Seeding } from "./seeding.ts";

const taskCount = 2_600;
const overdueShare = 0.05;
const firstTaskId = 3_301;
const titles = (
  "Mobilise,Survey and layout,Erosion control,Demolition,Excavation,Underground utilities,Footings,Slab on grade,Structural steel,Metal deck," +
  "Masonry walls,Framing,Roofing,Windows and glazing,Rough-in plumbing,Rough-in electrical,Mechanical rough-in,Fire sprinklers,Insulation," +
  "Drywall,Ceilings,Painting,Flooring,Doors and hardware,Fixtures,Paving,Landscaping,Commissioning,Punch list,Closeout documents"
).split(",");

/** A task, as time entries need it. */
export type SeededTask = { id: string; projectId: string };

/**
 * 2,600 tasks per unit of scale: 8 to 40 in each active project, the others spread over the rest, every task after the one before it. One
 * in twenty is overdue.
 */
export function seedTasks(seeding: Seeding): SeededTask[] {
  const { company, planted } = seeding;
  const counts = tasksPerProject(company.projects, taskCount * company.scale);
  const overdue = Math.round(taskCount * company.scale * overdueShare);
  const tasks: SeededTask[] = [];
  const perProject = Math.ceil(overdue / company.projects.filter(({ stage }) => stage === "active").length);
  for (const [index, project] of company.projects.entries()) {
    const left = overdue - planted.overdueTasks.length;
    tasks.push(
      ...writeTasks(
        seeding,
        project,
        counts[index] ?? 0,
        firstTaskId + tasks.length,
        Math.min(left, perProject + 1),
      ),
    );
  }
  return tasks;
}

function tasksPerProject(projects: Project[], total: number): number[] {
  const counts = projects.map(({ stage }, index) => (stage === "active" ? 8 + ((index * 13) % 33) : 0));
  const others = projects.flatMap(({ stage }, index) => (stage === "active" ? [] : [index]));
  const rest = total - counts.reduce((sum, count) => sum + count, 0);
  for (const [place, index] of others.entries()) {
    counts[index] = Math.floor(rest / others.length) + (place < rest % others.length ? 1 : 0);
  }
  return counts;
}

function writeTasks(
  { company, insert, planted }: Seeding,
  project: Project,
  count: number,
  firstId: number,
  overdueLeft: number,
): SeededTask[] {
  const { today } = company;
  const random = createRandom(`netsuite tasks ${project.id}`);
  const end = project.actualEndDate ?? project.projectedEndDate;
  const length = Math.max(count, daysBetween(project.startDate, end));
  const slip = daysBetween(project.baselineEndDate, end);
  const past = Array.from({ length: count }, (_, index) => index).filter(
    (index) =>
      project.stage === "active" &&
      addDays(project.startDate, Math.floor(((index + 1) / count) * length)) < today,
  );
  const overdue = new Set(overdueLeft > 0 ? past.slice(-overdueLeft) : []);
  return Array.from({ length: count }, (_, index) => {
    const id = firstId + index;
    const start = addDays(project.startDate, Math.floor((index / count) * length));
    const finish = addDays(project.startDate, Math.floor(((index + 1) / count) * length));
    const isOverdue = overdue.has(index);
    const isDone = project.stage === "closed" || (finish < today && !isOverdue);
    const isBegun = isOverdue || (start < today && !isDone);
    const work = random.integer(16, 320);
    const share = isDone ? 1 : isBegun ? 0.3 + random.fraction() * 0.5 : 0;
    if (isOverdue) planted.overdueTasks.push(String(id));
    insert("projecttask", {
      id,
      project: Number(project.id),
      title:
        count > titles.length
          ? `${cycle(titles, index)}, phase ${Math.floor(index / titles.length) + 1}`
          : cycle(titles, index),
      status: isDone ? "COMPLETE" : isBegun ? "PROGRESS" : "NOTSTART",
      constrainttype: index === 0 ? "FIXEDSTART" : "ASAP",
      startdatetime: `${start}T08:00:00Z`,
      enddate: `${finish}T17:00:00Z`,
      finishbydate: index === count - 1 ? end : null,
      startdatebaseline: addDays(start, -Math.floor((slip * index) / count)),
      enddatebaseline: addDays(finish, -Math.floor((slip * (index + 1)) / count)),
      estimatedwork: work,
      actualwork: Math.round(work * share),
      remainingwork: Math.round(work * (1 - share)),
      percenttimecomplete: Math.round(share * 100),
      priority: cycle(["MEDIUM", "MEDIUM", "HIGH", "LOW"], index),
      owner: project.managerId === null ? null : Number(project.managerId),
      isinactive: "F",
      createddate: momentOf(addDays(project.startDate, -40), id),
      lastmodifieddate: momentOf(addDays(today, -1 - (id % 12)), id),
      subsidiary: Number(project.subsidiaryId),
    });
    if (index > 0)
      insert("projecttaskpredecessor", { projecttask: id, predecessor: id - 1, type: "FS", lagdays: 0 });
    return { id: String(id), projectId: project.id };
  });
}
