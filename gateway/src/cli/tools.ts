import { markedText } from "@gatehouse/tool";
import type { Pool } from "pg";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { inTransaction } from "../directory/in-transaction.ts";
import { onePerson, type PersonRow } from "../directory/overview.ts";
import { createLog } from "../observe/log.ts";
import { issuersOf, policyFrom } from "../rules/policy.ts";
import { gatewayName } from "../third-party/config.ts";
import { createEgress } from "../third-party/egress.ts";
import { pinnedTool } from "../third-party/pinned-tool.ts";
import { approvePin, type Pin, pinsOf, revokePin, standingOf } from "../third-party/pins.ts";
import { watchServer } from "../third-party/server-watch.ts";
import type { ThirdPartySettings } from "../third-party/settings.ts";
import { quarantineEvent } from "../third-party/third-parties.ts";
import { changeLines, definitionLines, definitionWarnings } from "../third-party/told-pin.ts";
import { changing, type Office } from "./office.ts";
import { say } from "./output.ts";
import { minute, table } from "./table.ts";

type Options = { config: string; look?: boolean };
type Decision = { config: string; by: string };

const WHAT = {
  open: "open",
  new: "closed: not approved yet",
  changed: "closed: changed since it was approved",
  gone: "closed: not listed any more",
  unseen: "closed: not seen for too long",
} as const;

/** Prints every tool of every third party with how it stands, after a look at each server. */
export const listTools = ({ config, look, json }: Options & { json?: boolean }): Promise<void> =>
  atDesk(config, async (desk) => {
    const rows: Record<"tool" | "name" | "standing" | "rules" | "approved", string>[] = [];
    for (const server of desk.servers) {
      if (look !== false) await lookAt(server, desk);
      for (const [name, pin] of await allOf(server, desk.office.pool)) {
        const declared = server.tools[name];
        rows.push({
          tool: gatewayName(server.id, name),
          name: `${server.id} ${markedText(name)}`,
          standing: WHAT[standingOf(pin)],
          rules: declared ? `phase ${declared.phase}, ${declared.risk}` : "closed: not in the configuration",
          approved: pin?.approvedAt ? `${minute(pin.approvedAt)} UTC` : "-",
        });
      }
    }
    if (json) return rows.forEach((row) => void say(JSON.stringify(row)));
    const head = ["tool", "system and name there", "standing", "phase and risk", "approved"];
    const lines = rows.map(({ tool, name, standing, rules, approved }) => [
      tool,
      name,
      standing,
      rules,
      approved,
    ]);
    for (const line of table([head, ...lines])) say(line);
  });

/** Prints one tool, what was approved of it, and how what its server says now differs from that. */
export const showTool = (system: string, tool: string, { config, look }: Options): Promise<void> =>
  atDesk(config, async (desk) => {
    const server = serverNamed(system, desk);
    if (look !== false) await lookAt(server, desk);
    const pin = await pinNamed(server, tool, desk.office.pool);
    await sayPin(server, pin, desk.office.pool);
    if (pin.seenHash !== null && standingOf(pin) !== "open")
      say(
        `to approve exactly this: gatehouse tools approve ${system} ${quoted(tool)} --by <mail> --hash ${pin.seenHash}`,
      );
  });

/**
 * Pins a tool to its definition as last seen, in an administrator's name, and prints what that changes. `hash` is that of the
 * definition that was shown: no other is approved.
 */
export const approveTool = (
  system: string,
  tool: string,
  { config, by, hash }: Decision & { hash: string },
): Promise<void> =>
  atDesk(config, async (desk) => {
    const { pool, record } = desk.office;
    const server = serverNamed(system, desk);
    const approver = await administrator(by, desk);
    const pin = await pinNamed(server, tool, pool);
    const { seen, seenHash } = pin;
    const declared = server.tools[tool];
    if (declared === undefined)
      throw new Error(
        `${tool} stands nowhere in the configuration: give it phase and risk under systems.${system}.thirdParty.tools`,
      );
    if (seen === null || seenHash === null)
      throw new Error(`${server.title} does not list ${tool}; nothing was approved`);
    if (hash !== seenHash)
      throw new Error(
        `${server.title} shows another ${markedText(tool)} by now (${seenHash}); nothing was approved: look at it first`,
      );
    pinnedTool(system, tool, declared, seen);
    await sayPin(server, pin, pool);
    await inTransaction(pool, async (client) => {
      const isApproved = await approvePin(client, { system, tool, hash: seenHash, person: approver.id });
      if (!isApproved)
        throw new Error(`${server.title} changed ${tool} in this very moment; nothing was approved`);
      const facts = { system, tool, approved: seenHash, before: pin.definitionHash };
      await record({ what: "tool_approved", person: approver.id, facts });
    });
    say(`${gatewayName(system, tool)} is approved as shown; roles that name it may call it now.`);
  });

/** Closes a tool as if nobody had ever approved it. */
export const revokeTool = (system: string, tool: string, { config, by }: Decision): Promise<void> =>
  atDesk(config, async (desk) => {
    const { pool, record } = desk.office;
    serverNamed(system, desk);
    const { id } = await administrator(by, desk);
    await inTransaction(pool, async (client) => {
      if (!(await revokePin(client, system, tool))) throw new Error(`${tool} of ${system} is not approved`);
      await record({ what: "tool_revoked", person: id, facts: { system, tool }, takesAway: true });
    });
    say(`${gatewayName(system, tool)} is closed; nobody sees or calls it until it is approved again.`);
  });

type Desk = ReturnType<typeof deskOf> & { office: Office };

const atDesk = (config: string, work: (desk: Desk) => Promise<void>): Promise<void> =>
  changing({ config }, (office) => work({ office, ...deskOf(config) }));

function deskOf(config: string) {
  const checked = readConfig(config);
  const settings = settingsFrom(checked, process.env);
  const { egress, servers } = settings.thirdParties;
  const rolesOf = (person: PersonRow) =>
    policyFrom(checked.config, issuersOf(settings.identityProviders)).rolesOf(person);
  return { egress, servers, rolesOf, administrators: checked.config.administrators?.roles ?? [] };
}

function serverNamed(system: string, { servers }: Desk): ThirdPartySettings {
  const server = servers.find(({ id }) => id === system);
  if (server !== undefined) return server;
  throw new Error(
    `no system of a third party is named ${system}; there are ${servers.map(({ id }) => id).join(", ") || "none"}`,
  );
}

async function administrator(who: string, { office, rolesOf, administrators }: Desk): Promise<PersonRow> {
  const person = await onePerson(office.pool, who);
  if (!person.active || !rolesOf(person).some((role) => administrators.includes(role)))
    throw new Error(`${who} holds none of the roles under administrators; nothing was changed`);
  return person;
}

/** A look of its own, which counts for every gateway. A server that does not answer is told, and what was seen before stays. */
async function lookAt(server: ThirdPartySettings, { office, egress: rules }: Desk): Promise<void> {
  const egress = createEgress(rules);
  const { pool, record } = office;
  const watch = watchServer(server, {
    pool,
    egress,
    log: createLog("error", "stderr"),
    onQuarantine: ({ ...found }) => {
      const { what, person, facts, takesAway } = quarantineEvent(found, "");
      return record({ what, person, facts, takesAway });
    },
  });
  try {
    await watch.look();
  } catch (error) {
    say(
      `warning: ${server.title} could not be asked, so this is how it was seen before: ${(error as Error).message.slice(0, 200)}`,
    );
  } finally {
    await watch.close();
    await egress.close();
  }
}

/** Everything configured or listed, by the server's name for it. */
async function allOf({ id, tools }: ThirdPartySettings, pool: Pool): Promise<[string, Pin | undefined][]> {
  const pins = await pinsOf(pool, id);
  const names = [...new Set([...Object.keys(tools), ...pins.keys()])].sort();
  return names.map((name) => [name, pins.get(name)]);
}

async function pinNamed({ id, title }: ThirdPartySettings, tool: string, pool: Pool): Promise<Pin> {
  const pin = (await pinsOf(pool, id)).get(tool);
  if (pin === undefined) throw new Error(`${title} has never listed a tool named ${tool}`);
  return pin;
}

async function sayPin({ id }: ThirdPartySettings, pin: Pin, pool: Pool): Promise<void> {
  const { name, definition, approvedBy, approvedAt, seen, seenHash, seenAt } = pin;
  say(`${gatewayName(id, name)}, ${markedText(name)} of ${id}: ${WHAT[standingOf(pin)]}`);
  if (approvedAt !== null) say(`approved ${minute(approvedAt)} UTC by ${await nameOf(approvedBy, pool)}`);
  say(seen === null ? "not listed by its server now" : `last seen ${minute(seenAt)} UTC, hash ${seenHash}`);
  const shown = seen ?? definition;
  if (shown === null) return;
  if (definition === null) for (const line of definitionLines(shown)) say(line);
  else if (seen !== null) {
    const lines = changeLines(pin);
    for (const line of lines) say(line);
    if (lines.length === 0) say("no difference to what was approved");
  }
  for (const warning of definitionWarnings(shown)) say(`warning: ${warning}`);
}

/** A server's word as a shell takes it for one and nothing else. */
const quoted = (name: string): string =>
  /^[\w.-]+$/.test(name) ? name : `'${markedText(name).replaceAll("'", "'\\''")}'`;

async function nameOf(person: string | null, pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    "select coalesce(email, subject) as name from person where id = $1",
    [person],
  );
  return rows[0]?.name ?? "somebody who is not known any more";
}
