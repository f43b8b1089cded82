import type { Company, Project } from "./company.ts";

/** Every fourth active project is large enough for a site of its own: 14 of 55. */
const LARGE_EVERY = 4;

/** Active projects with a SharePoint site of their own, and those that share one. */
export function projectsBySite({ projects }: Pick<Company, "projects">): {
  large: Project[];
  small: Project[];
} {
  const active = projects.filter(({ stage }) => stage === "active");
  const isLarge = (_: Project, index: number) => index % LARGE_EVERY === 0;
  return {
    large: active.filter(isLarge),
    small: active.filter((project, index) => !isLarge(project, index)),
  };
}
