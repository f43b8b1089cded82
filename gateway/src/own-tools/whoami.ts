import { toolFor } from "@gatehouse/tool";
import { z } from "zod";
import type { Standing } from "../rate-limiter.ts";
import { isListed } from "../rules/decide.ts";
import { decisionOn, mayUse } from "../rules/decision-on.ts";
import type { OwnApi } from "./own-api.ts";

const system = z.object({
  id: z.string(),
  title: z.string(),
  phase: z.int().describe("1 reading, 2 low-risk changes, 3 high-impact changes"),
  tools: z.int().describe("Tools you may use now"),
  closed_tools: z
    .int()
    .describe(
      "Tools of yours that cannot be called now: their phase is not open, or a change of theirs awaits approval",
    ),
  contact: z.string().describe("Whom to ask for more"),
  account: z
    .enum(["connected", "not_connected", "ended"])
    .optional()
    .describe(
      "Your own account there, where one is connected; not_connected and ended: open connect_at first",
    ),
  connect_at: z.string().optional(),
});

const limit = z.object({
  of: z.enum(["system", "tool"]),
  name: z.string(),
  calls_per_minute: z.int(),
  calls_left: z.int(),
  free_in_seconds: z.int().optional().describe("When it can be called again; only where no call is left"),
});

/** Tells a person where they stand, so that a refusal never comes without a way forward. */
export const whoami = toolFor<OwnApi>()({
  name: "gatehouse_whoami",
  title: "Who am I here, and what may I do",
  description:
    "Says who you are signed in as, your roles, the systems you may use with their open phase, how many calls you have left this minute, in all and where one system or tool has a limit of its own, where to connect your own accounts, and whom to ask for more. Use it when a call was refused or to find out what is possible. Reads nothing from any system.",
  phase: 1,
  risk: "read",
  input: z.strictObject({}),
  output: z.object({
    name: z.string(),
    email: z.string(),
    roles: z.array(z.string()),
    systems: z.array(system),
    calls_left_this_minute: z.int(),
    calls_per_minute: z.int(),
    limits: z
      .array(limit)
      .describe("Where a system or tool of yours has a limit of its own, within the one of all calls"),
    contact: z.string(),
  }),
  example: {},

  async handler({ api }) {
    const { identity, systems, credentials, rateLimiter, company } = api;
    const { rights } = identity;
    const accounts = new Map((await credentials.statesOf(identity.id)).map((state) => [state.system, state]));
    const accountAt = (id: string) => {
      const state = accounts.get(id)?.state ?? "not_needed";
      return state === "not_needed" ? {} : { account: state, connect_at: credentials.linkFor(id) };
    };
    return {
      name: identity.name,
      email: identity.email,
      roles: [...identity.roles],
      systems: systems.all
        .map(({ id, title, contact, tools }) => {
          const mine = tools.filter((tool) => isListed(decisionOn(tool, rights)));
          const closed = mine.filter(
            (tool) => decisionOn(tool, rights).kind === "refuse" || tool.pin?.refusal() !== undefined,
          ).length;
          const phase = rights.phases.get(id) ?? 1;
          return {
            id,
            title,
            phase,
            tools: mine.length - closed,
            closed_tools: closed,
            contact,
            ...accountAt(id),
          };
        })
        .filter((entry) => entry.tools + entry.closed_tools > 0),
      calls_left_this_minute: await rateLimiter.left(identity.id, rights.limits),
      calls_per_minute: rights.limits.perMinute,
      limits: await limitsOf(api),
      contact: company.contact,
    };
  },
});

/** The narrower limits of what the person sees: one of anything hidden would tell that it exists. */
async function limitsOf({ identity: { id, rights }, systems, rateLimiter }: OwnApi) {
  const isTheirs = ({ limit, name }: Standing) => {
    if (limit === "system")
      return mayUse(systems.all.find((system) => system.id === name)?.tools ?? [], rights);
    const tool = systems.tool(name);
    return tool !== undefined && isListed(decisionOn(tool, rights));
  };
  return (await rateLimiter.standings(id, rights.limits))
    .filter(isTheirs)
    .map(({ limit, name, perMinute, left, freeInSeconds }) => ({
      of: limit,
      name,
      calls_per_minute: perMinute,
      calls_left: left,
      ...(freeInSeconds !== undefined && { free_in_seconds: freeInSeconds }),
    }));
}
