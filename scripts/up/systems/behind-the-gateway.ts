import { originOf, type ProgramFacts } from "../plan.ts";
import type { Listener } from "../settings.ts";

/** What every server needs, whatever its system: its port, whose word it believes, and the key of its cursors. */
export const behindTheGateway = (facts: ProgramFacts, listener: Listener) => ({
  PORT: String(facts.settings.ports[listener]),
  GATEHOUSE_URL: originOf(facts, "gateway"),
  GATEHOUSE_CURSOR_KEY: facts.secrets.cursorKey,
});
