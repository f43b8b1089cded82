import path from "node:path";

type Facts = { settings: { ports: Record<string, number> } };

const file = path.join(import.meta.dirname, "program.ts");

/** Two waves of stand-ins; GATEHOUSE_STAND_IN is an argument for the one that stands in for the gateway. */
export default ({ settings }: Facts) => {
  const plan = (name: string, listener: string, readyPath?: string) => ({
    name,
    listener,
    file,
    arguments:
      listener === "gateway" && process.env.GATEHOUSE_STAND_IN ? [process.env.GATEHOUSE_STAND_IN] : [],
    env: { PORT: String(settings.ports[listener]) },
    ...(readyPath ? { readyPath } : {}),
  });
  return [
    [plan("identity-provider", "identityProvider"), plan("netsuite", "netsuite")],
    [plan("gateway", "gateway", "/readyz")],
  ];
};
