import { serveSharePoint, simulateSharePoint } from "@gatehouse/sharepoint/simulator";
import type { Recorder } from "../recorder.ts";

const client = { clientId: "gatehouse", clientSecret: "a secret of the test", appRoles: ["Sites.Read.All"] };

/** What was recorded of Entra: a token for an application, an unknown tenant, an unknown application; and a call without a token. */
export async function replayEntra(recorder: Recorder): Promise<void> {
  const simulator = simulateSharePoint({ clients: [client] });
  const { url, close } = await serveSharePoint({ ...simulator, app: recorder.around(simulator.app) });
  recorder.as("replay");
  const ask = (tenant: string, clientId: string) =>
    fetch(`${url}/${tenant}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: client.clientSecret,
        scope: "https://graph.microsoft.com/.default",
      }),
    });
  await ask(simulator.tenantId, client.clientId);
  await ask("abc123testing", client.clientId);
  await ask(simulator.tenantId, "nobody");
  await fetch(`${url}/v1.0/sites/root`, { headers: { authorization: "Bearer nonsense" } });
  await close();
}
