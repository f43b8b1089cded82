import { readConfig, settingsFrom } from "../config/settings.ts";
import { openGateway } from "../gateway.ts";
import { createLog } from "../observe/log.ts";
import { say } from "./output.ts";

/** Serves until SIGINT or SIGTERM; then lets calls in flight finish and ends. */
export async function serve({ config }: { config: string }): Promise<void> {
  const checked = readConfig(config);
  const log = createLog(process.env.GATEHOUSE_LOG_LEVEL);
  const gateway = await openGateway(checked, settingsFrom(checked, process.env), log);
  say(JSON.stringify({ listening: gateway.url }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
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
