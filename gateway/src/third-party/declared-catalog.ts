import type { Catalog, Entry } from "../systems/catalog.ts";
import { gatewayName, type ThirdPartyConfig } from "./config.ts";

/** Nobody sees it: until a tool is approved it is not listed, and then what was approved is shown. */
const UNAPPROVED =
  "A tool of a third party's server, shown in the server's words once an administrator has approved them.";

/** The hints that follow from the configured risk. What a server says of its own tools counts for nothing here. */
export const hintsOf = (title: string, risk: Entry["risk"]): Entry["annotations"] => ({
  title,
  readOnlyHint: risk === "read",
  destructiveHint: risk !== "read",
  idempotentHint: risk === "read",
  openWorldHint: true,
});

/** What a configuration alone says of a third party's tools, for rules, tables and checks. Their schemas stand in the database. */
export function declaredCatalog(
  id: string,
  { title = id, tools }: Pick<ThirdPartyConfig, "title" | "tools">,
): Catalog {
  return {
    id,
    title,
    vendor: title,
    tools: Object.entries(tools)
      .map(([name, tool]) => entryOf(id, name, tool))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function entryOf(
  system: string,
  tool: string,
  { phase, risk, title = tool, labels }: ThirdPartyConfig["tools"][string],
): Entry {
  return {
    name: gatewayName(system, tool),
    title,
    description: UNAPPROVED,
    phase,
    risk,
    annotations: hintsOf(title, risk),
    inputSchema: { type: "object", additionalProperties: true },
    labels: { input: {}, output: labels.output },
    example: {},
  };
}
