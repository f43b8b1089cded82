import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { requireFeature } from "../access/rights.ts";
import { type Account, type Env, momentOf } from "../account.ts";
import type { Application } from "../records.ts";
import { json } from "../wire/answer.ts";
import { forbidden, refused } from "../wire/errors.ts";
import { readShape } from "../wire/read-body.ts";
import { applicantStatuses, statusById } from "./applicant-statuses.ts";
import { listJobs } from "./job-list.ts";
import { detailsOf, summaryOf } from "./show-application.ts";

const pageSize = 50;

/** Jobs and applications. Tokens do not reach them: these addresses take HTTP Basic only. */
export function hiringRoutes(account: Account) {
  return new Hono<Env>()
    .use("/applicant_tracking/*", keyOnly)
    .get("/applicant_tracking/jobs", (c) => json(c, listJobs(c, account)))
    .get("/applicant_tracking/statuses", (c) =>
      json(
        c,
        applicantStatuses.map(({ id, code, name }) => ({
          id,
          code,
          name,
          translatedName: name,
          description: null,
          enabled: true,
          manageable: code === null,
        })),
      ),
    )
    .get("/applicant_tracking/applications", (c) => listApplications(c, account))
    .get("/applicant_tracking/applications/:application{\\d+}", (c) =>
      json(c, detailsOf(account, applicationAt(c, account))),
    )
    .post("/applicant_tracking/applications/:application{\\d+}/comments", (c) => comment(c, account))
    .post("/applicant_tracking/applications/:application{\\d+}/status", (c) => changeStatus(c, account));
}

/** What a token gets here is [open]. */
const keyOnly: MiddlewareHandler<Env> = async function keyOnly(c, next) {
  const session = c.get("session");
  if (session.scopes) throw forbidden("This API requires an API key");
  requireFeature(session, "hiring");
  await next();
};

function applicationAt(c: Context<Env>, { store }: Account): Application {
  const application = store.applications.get(c.req.param("application") ?? "");
  if (!application) throw refused(404, "Application not found");
  return application;
}

const groups: Record<string, string[]> = {
  ALL: ["NEW", "ACTIVE", "INACTIVE", "HIRED"],
  ALL_ACTIVE: ["NEW", "ACTIVE"],
};

function listApplications(c: Context<Env>, account: Account): Response {
  const { jobId, applicationStatusId, applicationStatus, searchString, newSince } = c.req.query();
  const page = Number(c.req.query("page") ?? 1);
  if (!Number.isInteger(page) || page < 1) throw refused(400, "page is not valid");
  const wanted = applicationStatus?.split(",").flatMap((word) => groups[word] ?? [word]);
  const ids = applicationStatusId?.split(",");
  const search = searchString?.toLowerCase();
  const found = account.store.applications
    .all()
    .filter((application) => !jobId || application.jobId === jobId)
    .filter(({ statusId }) => !ids || ids.includes(statusId))
    .filter(({ statusId }) => !wanted || wanted.includes(statusById(statusId)?.group ?? ""))
    .filter(({ appliedDate }) => !newSince || appliedDate > newSince.replace(" ", "T"))
    .filter(({ applicant }) => !search || textOf(applicant).includes(search))
    .sort((a, b) => (a.appliedDate < b.appliedDate ? 1 : a.appliedDate > b.appliedDate ? -1 : 0));
  const isLast = page * pageSize >= found.length;
  const next = new URL(c.req.url);
  next.searchParams.set("page", String(page + 1));
  return json(c, {
    paginationComplete: isLast,
    nextPageUrl: isLast ? null : next.href,
    applications: found
      .slice((page - 1) * pageSize, page * pageSize)
      .map((application) => summaryOf(account, application)),
  });
}

const textOf = ({ firstName, lastName, email }: Application["applicant"]) =>
  `${firstName} ${lastName} ${email}`.toLowerCase();

const commentShape = z.object({ type: z.string().optional(), comment: z.string().min(1) });

async function comment(c: Context<Env>, account: Account): Promise<Response> {
  const { user } = c.get("session");
  if (user.level === "service") throw forbidden();
  const application = applicationAt(c, account);
  const { comment: text } = await readShape(c, commentShape);
  const { applicationComments } = account.store;
  const id = applicationComments.nextId();
  applicationComments.add({ id, applicationId: application.id, text, userId: user.id });
  return json(c, { type: "comment", id: Number(id) });
}

/** A status that is none is a 400 with the words in a header and nothing else. */
async function changeStatus(c: Context<Env>, account: Account): Promise<Response> {
  if (c.get("session").user.level === "service") throw forbidden();
  const application = applicationAt(c, account);
  const { status } = await readShape(c, z.object({ status: z.int() }));
  if (!statusById(String(status))) throw refused(400, "Invalid status");
  account.store.applications.update(application.id, {
    statusId: String(status),
    statusChanged: momentOf(account.now()),
  });
  return json(c, { type: "positionApplicantStatus", id: Number(application.id) });
}
