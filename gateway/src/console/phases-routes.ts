import { ToolError } from "@gatehouse/tool";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Log } from "../observe/log.ts";
import type { Acting, Phases, ProposalView, ReadinessReport } from "../phases/phases.ts";
import type { WebVariables } from "../web-session/web-sessions.ts";
import { act, type Form, type Said } from "./act.ts";
import { dayOf } from "./day-of.ts";
import { noticePage } from "./notice-page.tsx";
import { phasesPage } from "./phases-page.tsx";
import { queryOf, WAIVER_FIELD } from "./propose-form.tsx";
import type { Memory } from "./remembered.ts";
import { systemPage } from "./system-page.tsx";
import type { Viewer, ViewerOf } from "./viewer.ts";

export interface PhasesOptions {
  guard: MiddlewareHandler<WebVariables>;
  viewerOf: ViewerOf;
  memory: Memory;
  phases: Phases;
  /** Titles of the roles in force, by name. */
  roleTitles: () => ReadonlyMap<string, string>;
  log: Log;
}

type Here = Context<WebVariables>;

const actingOf = ({ person, signedInAt }: Viewer): Acting => ({ person, channel: "page", signedInAt });

/** `/phases`: administrators open and close, auditors look. Who is neither is told so. */
export function phasesRoutes(options: PhasesOptions): Hono<WebVariables> {
  const { guard, viewerOf, phases, memory } = options;
  const app = new Hono<WebVariables>();
  const showAll = async (c: Here, viewer: Viewer, said: Said | undefined) =>
    c.html(phasesPage({ viewer, said, freshMs: phases.freshMs(), systems: await phases.overview() }));

  app.get("/phases", guard, (c) => {
    const viewer = viewerOf(c);
    if (!viewer.mayOversee) return c.html(noticePage("not_overseer", viewer), 403);
    return showAll(c, viewer, memory.recall(c, { path: "/phases", person: viewer.person.id }));
  });
  app.post("/phases/brake", guard, async (c) => {
    const viewer = viewerOf(c);
    if (!viewer.mayOversee) return c.html(noticePage("not_overseer", viewer), 403);
    const outcome = await act(c, memory, {
      viewer,
      path: "/phases",
      action: "brake",
      act: (form) => phases.brake(actingOf(viewer), "all", form("reason")),
    });
    if (outcome instanceof Response) return outcome;
    c.status(outcome.status);
    return showAll(c, viewer, outcome.said);
  });
  app.get("/phases/:system", guard, async (c) => {
    const viewer = viewerOf(c);
    if (!viewer.mayOversee) return c.html(noticePage("not_overseer", viewer), 403);
    const { system } = c.req.param();
    const { phase, role } = c.req.query();
    const asked =
      phase === "2" || phase === "3" ? { phase: Number(phase), role: role || undefined } : undefined;
    const path = pathOf(system, asked);
    return showSystem(c, options, viewer, memory.recall(c, { path, person: viewer.person.id }), asked);
  });
  for (const action of Object.keys(ACTIONS) as Action[])
    app.post(`/phases/:system/${action}`, guard, (c) => press(c, options, action));
  return app;
}

type Wanted = { phase: number; role: string | undefined };

const pathOf = (system: string, asked?: Wanted): string =>
  `/phases/${system}${asked === undefined ? "" : `?${queryOf(asked)}`}`;

async function press(c: Here, options: PhasesOptions, action: Action) {
  const { viewerOf, phases, memory } = options;
  const viewer = viewerOf(c);
  if (!viewer.mayOversee) return c.html(noticePage("not_overseer", viewer), 403);
  const { system = "" } = c.req.param();
  const does = ACTIONS[action];
  const isKnown = (await phases.overview()).some((one) => one.system === system);
  if (!isKnown) return c.html(noticePage("not_found", viewer), 404);
  const body = action === "propose" ? await c.req.parseBody() : {};
  // A proposal is written beside its report, and that page's address has the phase in it.
  const asked =
    body.phase === "2" || body.phase === "3"
      ? { phase: Number(body.phase), role: String(body.role ?? "") || undefined }
      : undefined;
  const outcome = await act(c, memory, {
    viewer,
    path: pathOf(system, asked),
    donePath: pathOf(system),
    action,
    act: (form, fields) => does(phases, viewer, system, form, fields),
  });
  if (outcome instanceof Response) return outcome;
  c.status(outcome.status);
  return showSystem(c, options, viewer, outcome.said, asked);
}

/** What can be done with a system, by the last part of the form's address. */
const ACTIONS = {
  async propose(phases: Phases, viewer: Viewer, system: string, form: Form, fields: readonly string[]) {
    const ends = form("ends");
    const waivers = fields
      .filter((field) => field.startsWith(WAIVER_FIELD) && form(field) !== "")
      .map((field) => [field.slice(WAIVER_FIELD.length), form(field)]);
    await phases.propose(actingOf(viewer), {
      system,
      phase: form("phase") === "3" ? 3 : 2,
      role: form("role") || undefined,
      endsAt: ends === "" ? undefined : dayOf(ends, "23:59:59.999"),
      reason: form("reason"),
      ticket: form("ticket"),
      waivers: Object.fromEntries(waivers),
    });
  },
  async confirm(phases: Phases, viewer: Viewer, _system: string, form: Form) {
    await phases.confirm(actingOf(viewer), form("proposal"));
  },
  async withdraw(phases: Phases, viewer: Viewer, _system: string, form: Form) {
    await phases.withdraw(actingOf(viewer), form("proposal"));
  },
  async close(phases: Phases, viewer: Viewer, system: string, form: Form) {
    await phases.close(actingOf(viewer), system, form("to") === "2" ? 2 : 1, form("reason"));
  },
  async brake(phases: Phases, viewer: Viewer, system: string, form: Form) {
    await phases.brake(actingOf(viewer), system, form("reason"));
  },
} as const;
type Action = keyof typeof ACTIONS;

async function showSystem(
  c: Here,
  { phases, roleTitles, log }: PhasesOptions,
  viewer: Viewer,
  said: Said | undefined,
  asked: Wanted | undefined,
) {
  const { system = "" } = c.req.param();
  const found = (await phases.overview()).find((one) => one.system === system);
  if (found === undefined) return c.html(noticePage("not_found", viewer), 404);
  const [proposals, history, report] = await Promise.all([
    Promise.all(found.proposals.map((proposal) => proposedNow(phases, viewer, proposal, log))),
    phases.history(system),
    asked && viewer.isAdministrator ? reportOn(phases, system, asked) : undefined,
  ]);
  return c.html(
    systemPage({
      phases: found,
      proposals,
      history,
      report,
      roles: roleTitles(),
      viewer,
      said,
      freshMs: phases.freshMs(),
    }),
  );
}

/**
 * What a confirmation finds depends also on who would have opened the phase then. `report` is undefined where nobody can look
 * now: the page has the brake on it, and stands whatever else fails.
 */
async function proposedNow(
  phases: Phases,
  { person, isAdministrator }: Viewer,
  proposal: ProposalView,
  log: Log,
) {
  const { system, phase, role, proposedBy } = proposal;
  const openers = new Set(isAdministrator ? [proposedBy.id, person.id] : [proposedBy.id]);
  const report = await phases.report(system, phase, role, [...openers]).catch((error) => {
    log.warn({ error, system, phase }, "a waiting proposal's readiness could not be looked at");
    return undefined;
  });
  return { proposal, report };
}

/** Undefined where nobody can report on it, as for a role that is none. */
async function reportOn(
  phases: Phases,
  system: string,
  { phase, role }: Wanted,
): Promise<ReadinessReport | undefined> {
  try {
    return await phases.report(system, phase === 3 ? 3 : 2, role);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
