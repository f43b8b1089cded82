import { addDays } from "@gatehouse/demo";
import { firstId, type Seeding, spread } from "./seeding.ts";

const goalCount = 320;
const trainingCount = 900;

const goalTitles = [
  "Close out reports within ten days",
  "Train two crew leads",
  "Cut rework on site",
  "Finish the OSHA 30 course",
  "Renew the supplier agreements",
  "Reduce overtime by a tenth",
  "Document the handover",
];

/** Goals of managers and the office, and everybody's finished courses. */
export function seedGoals(seeding: Seeding): void {
  const { store, company, today, active } = seeding;
  const random = seeding.random("goals");
  const holders = active.filter(({ department }) => department !== "Field Services").slice(0, 120);
  const counts = spread(random, goalCount * company.scale, holders.length, 1);
  let nextId = firstId.goal;
  holders.forEach(({ id: employeeId }, index) => {
    for (let number = 0; number < (counts[index] ?? 0); number++) {
      const id = String(nextId++);
      const status = random.pick(["in_progress", "in_progress", "completed", "closed"] as const);
      const hasMilestones = status === "in_progress" && random.isTrue(0.2);
      store.goals.seed({
        id,
        employeeId,
        title: random.pick(goalTitles),
        description: "Agreed in the annual conversation.",
        percentComplete: status === "in_progress" ? random.integer(0, 9) * 10 : 100,
        dueDate: addDays(
          today,
          status === "in_progress" ? random.integer(10, 220) : -random.integer(10, 300),
        ),
        completionDate: status === "completed" ? addDays(today, -random.integer(1, 200)) : null,
        lastChangedDateTime: `${addDays(today, -random.integer(1, 90))} 09:15:00`,
        status,
        milestones: hasMilestones
          ? [
              { id: Number(id) * 10, title: "First half", isDone: true },
              { id: Number(id) * 10 + 1, title: "Second half", isDone: false },
            ]
          : [],
      });
    }
  });
  let nextTraining = firstId.training;
  for (let index = 0; index < trainingCount * company.scale; index++) {
    store.trainings.seed({
      id: String(nextTraining++),
      employeeId: random.pick(active).id,
      typeId: String(random.integer(1, 6)),
      completed: addDays(today, -random.integer(5, 900)),
      notes: null,
    });
  }
}
