import type { Context } from "hono";
import type { Account, Env } from "../account.ts";
import type { Job } from "../records.ts";
import { statusById } from "./applicant-statuses.ts";
import { leadOf } from "./show-application.ts";

const statusIds: Record<Job["status"], number> = { Draft: 1, Open: 2, "On Hold": 3, Filled: 4 };

const groups: Record<string, string[]> = {
  ALL: Object.keys(statusIds),
  DRAFT_AND_OPEN: ["Draft", "Open"],
};

/** Openings with the number of their applicants; without a filter all of them. */
export function listJobs(c: Context<Env>, account: Account) {
  const wanted = (c.req.query("statusGroups") ?? "ALL").split(",").flatMap((word) => groups[word] ?? [word]);
  const ids = c.req.query("status_ids")?.split(",");
  return account.store.jobs
    .all()
    .filter(({ status }) => wanted.includes(status))
    .filter(({ status }) => !ids || ids.includes(String(statusIds[status])))
    .map((job) => showJob(account, job));
}

function showJob(account: Account, job: Job) {
  const { store } = account;
  const groupsOf = store.applications.of(job.id).map(({ statusId }) => statusById(statusId)?.group);
  const count = (...wanted: string[]) => groupsOf.filter((group) => wanted.includes(group ?? "")).length;
  const option = (id: string) => ({ id: Number(id), label: store.options.get(id)?.name ?? "" });
  const place = store.options.get(job.locationId)?.name ?? "";
  return {
    id: Number(job.id),
    title: { id: null, label: job.title },
    postedDate: job.postedDate,
    location: { ...option(job.locationId), address: { name: place, city: place.replace(/ \w+$/, "") } },
    department: option(job.departmentId),
    status: { id: statusIds[job.status], label: job.status },
    hiringLead: leadOf(account, job),
    newApplicantsCount: count("NEW"),
    activeApplicantsCount: count("NEW", "ACTIVE"),
    totalApplicantsCount: groupsOf.length,
    postingUrl: job.status === "Open" ? `https://halden.bamboohr.example/careers/${job.id}` : null,
  };
}
