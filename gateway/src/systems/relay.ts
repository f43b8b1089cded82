import type { Endpoint } from "../exchange.ts";
import type { KnownTool } from "./known-tool.ts";
import type { System, Systems } from "./systems.ts";

/** Whether an endpoint shows this tool: the gateway's own everywhere, a system's where that system is shown. */
export const isShownAt = ({ systems }: Endpoint, { system }: KnownTool): boolean =>
  system === undefined || systems.includes(system);

/**
 * The system that answers an endpoint's prompts, resources, completion and change notices: only where the endpoint shows
 * one system and that one relays. An endpoint of several could not say whose prompt is meant.
 */
export function relayAt({ systems }: Endpoint, all: Systems): System | undefined {
  const [only, ...others] = systems;
  const system = only === undefined || others.length > 0 ? undefined : all.get(only);
  return system?.relays ? system : undefined;
}
