import { ToolError } from "@gatehouse/tool";
import { MESSAGES } from "./failure.ts";

/** How a server reads the answers of one product, named in its failures by `title`. */
export type Answers = {
  /** For an answer of success that is not what it should be. An empty list read out of one would say "there are none". */
  unusable(): ToolError;
  /** The object that an answer, or a part of one, has to be. Throws `upstream_unavailable`. */
  object(value: unknown): Record<string, unknown>;
};

/** See `Answers`. */
export function answersOf(title: string): Answers {
  const unusable = () => new ToolError("upstream_unavailable", MESSAGES.upstream_unavailable(title));
  return {
    unusable,
    object(value) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) throw unusable();
      return value as Record<string, unknown>;
    },
  };
}
