import { type Logger, pino } from "pino";

export type Log = Pick<Logger, "info" | "warn" | "error">;

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

/** Structured lines on standard error; standard output is for what a person or a program asked for. */
export function createLog(level = "info"): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: "[withheld]" },
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}
