import { ToolError } from "@gatehouse/tool";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Acting, Approvals } from "../approvals/approvals.ts";
import type { RequestView } from "../approvals/request-view.ts";
import { isUuid } from "../store/is-uuid.ts";
import type { WebVariables } from "../web-session/web-sessions.ts";
import { act, type Form, type Said } from "./act.ts";
import { dayOf } from "./day-of.ts";
import { DELEGATIONS_PATH, delegationsPage } from "./delegations-page.tsx";
import { inboxPage } from "./inbox-page.tsx";
import { noticePage } from "./notice-page.tsx";
import type { Memory } from "./remembered.ts";
import { LOOKS_MAX, requestPage } from "./request-page.tsx";
import type { Viewer, ViewerOf } from "./viewer.ts";

export interface ApprovalsOptions {
  guard: MiddlewareHandler<WebVariables>;
  viewerOf: ViewerOf;
  memory: Memory;
  approvals: Approvals;
  systemTitles: ReadonlyMap<string, string>;
}

type Here = Context<WebVariables>;

const actingOf = ({ person, signedInAt }: Viewer): Acting => ({ person, channel: "page", signedInAt });

/** `/approvals`: the inbox, one request, and who decides for whom. Nothing is decided by a GET. */
export function approvalsRoutes(options: ApprovalsOptions): Hono<WebVariables> {
  const { guard, viewerOf, approvals } = options;
  const app = new Hono<WebVariables>();
  app.get("/approvals", guard, async (c) => {
    const viewer = viewerOf(c);
    return c.html(inboxPage({ viewer, inbox: await approvals.inboxOf(viewer.person) }));
  });
  addDelegations(app, options);
  app.get("/approvals/:id", guard, async (c) => {
    const viewer = viewerOf(c);
    const path = `/approvals/${c.req.param("id")}`;
    return showRequest(c, options, viewer, options.memory.recall(c, { path, person: viewer.person.id }));
  });
  for (const action of Object.keys(ACTIONS) as Action[])
    app.post(`/approvals/:id/${action}`, guard, (c) => press(c, options, action));
  return app;
}

async function press(c: Here, options: ApprovalsOptions, action: Action) {
  const { viewerOf, approvals, memory } = options;
  const viewer = viewerOf(c);
  const { id = "" } = c.req.param();
  const does = ACTIONS[action];
  if ((await find(approvals, id, viewer)) === undefined) return c.html(noticePage("not_found", viewer), 404);
  const outcome = await act(c, memory, {
    viewer,
    path: `/approvals/${id}`,
    action,
    act: (form) => does(approvals, id, viewer, form),
  });
  if (outcome instanceof Response) return outcome;
  c.status(outcome.status);
  return showRequest(c, options, viewer, outcome.said);
}

/** What can be done with a request, by the last part of the form's address. */
const ACTIONS = {
  async decide(approvals: Approvals, id: string, viewer: Viewer, form: Form) {
    const decision = form("decision");
    if (decision !== "approve" && decision !== "reject")
      throw new ToolError("invalid_input", "Choose whether to approve or to reject.");
    if (decision === "reject" && form("note") === "")
      throw new ToolError("invalid_input", "Say why you reject it: the requester reads it.");
    await approvals.decide(id, actingOf(viewer), decision, form("note"));
  },
  async withdraw(approvals: Approvals, id: string, { person }: Viewer) {
    await approvals.withdraw(id, person, "page");
  },
  async "break-glass"(approvals: Approvals, id: string, viewer: Viewer, form: Form) {
    await approvals.breakGlass(id, actingOf(viewer), needed(form, "note"));
  },
  async settle(approvals: Approvals, id: string, viewer: Viewer, form: Form) {
    const happened = form("happened");
    if (happened !== "yes" && happened !== "no")
      throw new ToolError("invalid_input", "Choose whether it happened or not.");
    await approvals.settle(id, actingOf(viewer), happened === "yes", needed(form, "note"));
  },
  async "close-review"(approvals: Approvals, id: string, viewer: Viewer, form: Form) {
    await approvals.closeReview(id, actingOf(viewer), needed(form, "note"));
  },
} as const;
type Action = keyof typeof ACTIONS;

function needed(form: Form, field: string): string {
  const text = form(field);
  if (text === "") throw new ToolError("invalid_input", "Say why: it stays on record.");
  return text;
}

/** Who may not see a request reads what whoever asks for a made-up one reads. */
async function find(approvals: Approvals, id: string, { person }: Viewer): Promise<RequestView | undefined> {
  if (!isUuid(id)) return undefined;
  try {
    return await approvals.view(id, person);
  } catch (error) {
    if (error instanceof ToolError && error.code === "not_found") return undefined;
    throw error;
  }
}

async function showRequest(c: Here, { approvals }: ApprovalsOptions, viewer: Viewer, said: Said | undefined) {
  const view = await find(approvals, c.req.param("id") ?? "", viewer);
  if (view === undefined) return c.html(noticePage("not_found", viewer), 404);
  const looks = Math.min(LOOKS_MAX, Math.max(0, Math.floor(Number(c.req.query("look")) || 0)));
  return c.html(requestPage({ view, viewer, said, freshMs: approvals.freshMs(), looks }));
}

function addDelegations(app: Hono<WebVariables>, options: ApprovalsOptions): void {
  const { guard, viewerOf, approvals, memory, systemTitles: titles } = options;
  const show = async (c: Here, viewer: Viewer, said: Said | undefined) =>
    c.html(
      delegationsPage({
        viewer,
        said,
        freshMs: approvals.freshMs(),
        titles,
        delegations: await approvals.delegationsOf(viewer.person),
      }),
    );
  const press = async (c: Here, action: string, does: (viewer: Viewer, form: Form) => Promise<unknown>) => {
    const viewer = viewerOf(c);
    const outcome = await act(c, memory, {
      viewer,
      path: DELEGATIONS_PATH,
      action,
      act: (form) => does(viewer, form),
    });
    if (outcome instanceof Response) return outcome;
    c.status(outcome.status);
    return show(c, viewer, outcome.said);
  };
  app.get(DELEGATIONS_PATH, guard, (c) => {
    const viewer = viewerOf(c);
    return show(c, viewer, memory.recall(c, { path: DELEGATIONS_PATH, person: viewer.person.id }));
  });
  app.post(DELEGATIONS_PATH, guard, (c) =>
    press(c, "delegate", async (viewer, form) => {
      const system = titles.has(form("system")) ? form("system") : undefined;
      await approvals.delegate(actingOf(viewer), {
        email: form("email"),
        system,
        startsAt: dayOf(form("from"), "00:00:00.000"),
        endsAt: dayOf(form("until"), "23:59:59.999"),
        reason: needed(form, "reason"),
      });
    }),
  );
  app.post(`${DELEGATIONS_PATH}/:id/revoke`, guard, (c) =>
    press(c, "revoke", (viewer) => approvals.revokeDelegation(c.req.param("id") ?? "", actingOf(viewer))),
  );
}
