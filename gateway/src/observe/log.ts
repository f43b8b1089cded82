import { type Logger, pino } from "pino";

export type Log = Pick<Logger, "info" | "warn" | "error">;

/** From saying everything to saying next to nothing. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Paths that could carry a secret are cut out wherever a log line has them; so is every header that authenticates. */
const SECRETS = [
  "authorization",
  "cookie",
  "token",
  "access_token",
  "refresh_token",
  "client_secret",
  "code_verifier",
  "assertion",
];
const paths = SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

const STREAMS = { stdout: 1, stderr: 2 } as const;

/** Structured lines, one JSON object each. */
export function createLog(level: LogLevel, stream: keyof typeof STREAMS): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: "[withheld]" },
      serializers: { error: errorFacts },
    },
    pino.destination({ dest: STREAMS[stream], sync: false }),
  );
}

/** An error by its own name: a class that comes from a package may have been called otherwise by the bundler. */
function errorFacts(error: Error): unknown {
  const facts = pino.stdSerializers.errWithCause(error);
  if (error instanceof Error && error.name !== "Error") facts.type = error.name;
  return facts;
}
