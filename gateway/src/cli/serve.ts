import { readConfig, settingsFrom } from "../config/settings.ts";
import { openGateway } from "../gateway.ts";
import { createLog } from "../observe/log.ts";
import { say } from "./output.ts";

/**
 * Serves until SIGINT or SIGTERM; then lets calls in flight finish and ends. In production the log goes to standard output,
 * where whoever runs services collects it; else to standard error, so that a person sees the answer alone.
 */
export async function serve({ config }: { config: string }): Promise<void> {
  const checked = readConfig(config);
  const settings = settingsFrom(checked, process.env);
  const isProduction = checked.config.profile === "production";
  const log = createLog(settings.logLevel, isProduction ? "stdout" : "stderr");
  const gateway = await openGateway(checked, settings, log);
  say(JSON.stringify({ listening: gateway.url }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      log.info({ signal }, "stopping");
      gateway.close().then(
        () => process.exit(0),
        (error) => {
          log.error({ error }, "stopping failed");
          process.exit(1);
        },
      );
    });
  }
}
