import type { IncomingMessage } from "node:http";
import type { Approvals } from "./approvals/approvals.ts";
import type { AuditCounts } from "./audit/counts.ts";
import type { AuditKeys } from "./audit/keys.ts";
import type { PersonKeys } from "./audit/person-keys.ts";
import type { AuditWriter } from "./audit/writer.ts";
import type { VerifyAccessToken } from "./authorization/verify-access-token.ts";
import type { Changes } from "./changes/changes.ts";
import type { Credentials } from "./credentials/credentials.ts";
import type { Log } from "./observe/log.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { OwnTools } from "./own-tools/own-tools.ts";
import type { PhaseBook } from "./phases/phase-book.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { Policy } from "./rules/policy.ts";
import type { LiveDirectory } from "./store/liveness.ts";
import type { Assertions } from "./systems/assertions.ts";
import type { RequestStates } from "./systems/request-state.ts";
import type { Systems } from "./systems/systems.ts";

/** What the steps work with. Everything here outlives a request; nothing here knows one. */
export type Dependencies = {
  /** The version clients are told. */
  version: string;
  publicUrl: string;
  company: { name: string; contact: string };
  /** Host names this gateway answers to, without ports; foreign ones are refused (DNS rebinding). */
  hosts: ReadonlySet<string>;
  /** The client's address, for the record. */
  addressOf: (request: IncomingMessage) => string | undefined;
  /** The rules in force. Asked for at every request, so that a saved change counts at once. */
  policy: () => Policy;
  /** What is open and what was closed, as far as this process knows at this moment. */
  phases: Pick<PhaseBook, "state">;
  systems: Systems;
  ownTools: OwnTools;
  /** Writes, from the first preview to the outcome. */
  changes: Changes;
  approvals: Approvals;
  /** How people stand with the vendors the gateway signs in to. */
  credentials: Pick<Credentials, "statesOf" | "linkFor" | "tokenRoute">;
  verifyAccessToken: VerifyAccessToken;
  /** The keys behind it: another list whenever they have changed. */
  tokenKeys: () => unknown;
  people: LiveDirectory;
  rateLimiter: RateLimiter;
  assertions: Assertions;
  requestStates: RequestStates;
  audit: { writer: AuditWriter; counts: AuditCounts; keys: AuditKeys; personKeys: PersonKeys };
  metrics: Metrics;
  log: Log;
};
