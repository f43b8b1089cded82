import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandKeys } from "./command-key-service.ts";
import { createVault } from "./vault.ts";

const ANN = { person: "0b8a8b4e-0000-4000-8000-000000000001", system: "netsuite" };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-keys-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that keeps one key, as a KMS would; `act` sees each question first. */
async function program(name: string, act = ""): Promise<readonly [string, ...string[]]> {
  const file = path.join(folder, `${name}.mjs`);
  const key = randomBytes(32).toString("base64");
  await writeFile(
    file,
    `import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
    import { json } from "node:stream/consumers";
    const key = Buffer.from("${key}", "base64");
    const { action, context, ...given } = await json(process.stdin);
    const say = (answer) => process.stdout.write(JSON.stringify(answer));
    ${act}
    if (action === "current") say({ kid: "kms/1" });
    if (action === "wrap") {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
      const box = [nonce, cipher.update(Buffer.from(given.key, "base64")), cipher.final(), cipher.getAuthTag()];
      say({ kid: "kms/1", wrapped: Buffer.concat(box).toString("base64") });
    }
    if (action === "unwrap") {
      const box = Buffer.from(given.wrapped, "base64");
      const decipher = createDecipheriv("aes-256-gcm", key, box.subarray(0, 12)).setAAD(Buffer.from(context));
      decipher.setAuthTag(box.subarray(-16));
      say({ key: Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]).toString("base64") });
    }`,
  );
  await chmod(file, 0o700);
  return [process.execPath, file];
}

test("a program wraps and unwraps, bound to the place", async () => {
  const vault = createVault(commandKeys({ command: await program("kms"), timeoutMs: 10_000 }));
  const rows = await Promise.all(["a", "b", "c", "d", "e", "f"].map((text) => vault.seal(ANN, text)));
  expect(rows[0]?.kid).toBe("kms/1");
  expect(await Promise.all(rows.map((row) => vault.open(ANN, row)))).toEqual(["a", "b", "c", "d", "e", "f"]);
  const [row] = rows;
  if (row) await expect(vault.open({ ...ANN, system: "bamboohr" }, row)).rejects.toThrow("ended with code 1");
  expect(await vault.currentKid()).toBe("kms/1");
}, 30_000);

test.each([
  ["fails", `process.exit(3);`, "ended with code 3"],
  ["says nothing usable", `say({ kid: "" }); process.exit(0);`, "no usable answer to current"],
  ["hangs", `await new Promise(() => setTimeout(() => {}, 60_000));`, "was ended after 400 ms"],
  ["never stops talking", `for (;;) say("x".repeat(1_000));`, "was ended"],
])("a program that %s is an error in our words, in bounded time", async (name, act, said) => {
  const command = await program(name.replaceAll(" ", "-"), act);
  const keys = commandKeys({ command, timeoutMs: 400 });
  await expect(keys.currentKid()).rejects.toThrow(said);
});

test("a program that is not there is an error, and nothing goes through a shell", async () => {
  const keys = commandKeys({ command: [`${folder}/none; touch ${folder}/shell`], timeoutMs: 1_000 });
  await expect(keys.currentKid()).rejects.toThrow("could not be started");
});
