import path from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes long and is a small file, as far as a path begins with it. */
const LONG = [
  "test/kills/",
  "test/contract/",
  "test/fidelity/",
  "test/company/",
  "test/bootstrap/up",
  "test/tour",
  "test/browser/console",
];

/**
 * Before a first run nothing shows how long a file takes but its size, and a long one that is begun last is waited for while the
 * other workers have nothing to do. These begin first, in every run; all others go as always.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) =>
      LONG.some((beginning) => path.relative(this.ctx.config.root, moduleId).startsWith(beginning));
    // Each project's files stay together.
    return [...Map.groupBy(sorted, ({ project }) => project).values()].flatMap((ofProject) => [
      ...ofProject.filter(isLong),
      ...ofProject.filter((file) => !isLong(file)),
    ]);
  }
}
