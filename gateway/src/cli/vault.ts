import { readConfig, settingsFrom } from "../config/settings.ts";
import { vaultOf } from "../credentials/credentials.ts";
import { keysOfVault, rotateVault as rotate } from "../credentials/rotate-vault.ts";
import { changing, looking } from "./office.ts";
import { say } from "./output.ts";

type Options = { config: string };

/** The vault of a configuration; one sentence where it has none. */
function vaultIn(config: string) {
  const { vendors } = settingsFrom(readConfig(config), process.env);
  if (vendors.vault === undefined) throw new Error("the configuration has no vault");
  return vaultOf(vendors.vault);
}

/** Prints which key seals now, and how many connections each key opens. */
export async function vaultStatus({ config }: Options): Promise<void> {
  const current = await vaultIn(config).currentKid();
  const keys = await looking(config, keysOfVault);
  for (const { kid, count } of keys) {
    const due = kid === current ? "" : ", due: run gatehouse vault rotate";
    say(`${kid}  ${count} connections${due}`);
  }
  if (!keys.some(({ kid }) => kid === current)) say(`${current}  0 connections; new ones are sealed with it`);
}

/** Brings every connection under the current key. May be stopped and run again; gateways go on meanwhile. */
export const rotateVault = (options: Options & { by?: string }): Promise<void> =>
  changing(options, async ({ pool, record }) => {
    const vault = vaultIn(options.config);
    await record({ what: "vault_rotated", person: undefined, facts: { kid: await vault.currentKid() } });
    const { done, unreadable } = await rotate(pool, vault, (count, total) => say(`${count} of ${total}`));
    say(`${done} connections are now under ${await vault.currentKid()}.`);
    if (unreadable === 0) return;
    process.exitCode = 1;
    say(
      `${unreadable} connections did not open: their key is not configured, or they were changed. Configure the key and run this again; otherwise these people connect again.`,
    );
  });
