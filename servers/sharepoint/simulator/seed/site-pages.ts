import { guidOf } from "../store/identifiers.ts";
import type { Site, SitePage } from "../store/model.ts";
import { injections } from "./injections.ts";
import type { Seeding } from "./seeding.ts";
import type { SitePlan } from "./site-plans.ts";

/** A home page everywhere and a page of rules where there is something to rule. */
export function sitePages(seeding: Seeding, site: Site, plan: SitePlan): SitePage[] {
  const author = plan.owners[0] ?? "";
  const page = (name: string, title: string, layout: SitePage["layout"], html: string[]): SitePage => ({
    id: guidOf(`page ${site.path} ${name}`),
    site,
    name,
    title,
    description: title,
    layout,
    createdAt: site.createdAt,
    createdBy: author,
    modifiedAt: seeding.momentBefore(40, name.length),
    modifiedBy: author,
    html,
  });
  const home = page("Home.aspx", site.displayName, "home", [
    `<h2>${escaped(site.displayName)}</h2><p>${escaped(site.description)}</p>`,
  ]);
  const rules: Record<SitePlan["kind"], string[] | undefined> = {
    root: ["<h2>Travel and expenses</h2><p>Trips above 1,000.00 are approved before they are booked.</p>"],
    department: ["<h2>How we file</h2><p>Minutes go to Meetings, everything signed to Contracts.</p>"],
    project: undefined,
    projects: [
      "<h2>Filing rules</h2><p>Every project has seven folders. Signed contracts stand in Contract.</p>",
      `<p>${injections.page}</p>`,
    ],
    archive: ["<h2>Retention</h2><p>Closed projects are kept for ten years.</p>"],
  };
  const parts = rules[plan.kind];
  return parts ? [home, page("Rules.aspx", `Rules of ${site.displayName}`, "article", parts)] : [home];
}

export const injectedPage = "Rules.aspx";

const escaped = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
