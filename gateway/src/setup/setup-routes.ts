import { type Context, Hono } from "hono";
import type { Checked, Settings } from "../config/settings.ts";
import type { Endpoint } from "../exchange.ts";
import type { Policy } from "../rules/policy.ts";
import { notice } from "../web-session/session-pages.ts";
import type { WebSessions, WebVariables } from "../web-session/web-sessions.ts";
import { checkDocuments } from "./check-documents.ts";
import { instructionsFor } from "./instructions.ts";
import { setupPage } from "./setup-page.ts";

export interface SetupOptions {
  checked: Pick<Checked, "config">;
  settings: Pick<Settings, "publicUrl" | "clients">;
  endpoints: readonly Endpoint[];
  policy: () => Policy;
  sessions: Pick<WebSessions, "requireSignIn">;
}

/** `/setup`, for whoever holds a role that the configuration lists under `administrators`; without any, for nobody. */
export function setupRoutes(options: SetupOptions): Hono<WebVariables> {
  const { checked, settings, endpoints, policy } = options;
  const { company, administrators } = checked.config;
  const { publicUrl, clients } = settings;
  const app = new Hono<WebVariables>();
  app.get("/setup", options.sessions.requireSignIn, async (c: Context<WebVariables>) => {
    const { person, csrfToken } = c.var.session;
    const roles = policy().rolesOf(person);
    if (!administrators?.roles.some((role) => roles.includes(role)))
      return c.html(notice("not_administrator"), 403);
    const endpoint = endpoints.find(({ path }) => path === c.req.query("path")) ?? endpoints[0];
    if (endpoint === undefined) throw new Error("there is no MCP URL");
    return c.html(
      setupPage({
        paths: endpoints.map(({ path }) => path),
        path: endpoint.path,
        instructions: instructionsFor({
          url: endpoint.resource,
          name: endpoint.path === "/mcp" ? company.name : `${company.name} ${endpoint.systems[0] ?? ""}`,
          entries: clients.entries,
        }),
        findings: await checkDocuments({
          publicUrl,
          endpoints,
          canRegister: clients.registration !== undefined,
        }),
        csrfToken,
      }),
    );
  });
  return app;
}
