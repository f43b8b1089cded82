import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { localKeys } from "./key-service.ts";
import { createVault } from "./vault.ts";

const ANN = { person: "0b8a8b4e-0000-4000-8000-000000000001", system: "netsuite" };
const key = (id: string) => ({ id, key: randomBytes(32) });
const first = key("2026");

test("a sealed secret opens at its own place", async () => {
  const vault = createVault(localKeys([first]));
  const row = await vault.seal(ANN, "refresh token");
  expect(row.sealed.toString("latin1")).not.toContain("refresh token");
  expect(await vault.open(ANN, row)).toBe("refresh token");
});

test.each([
  ["person", { ...ANN, person: "0b8a8b4e-0000-4000-8000-000000000002" }],
  ["system", { ...ANN, system: "bamboohr" }],
  // A separator that is part of a name must not make two places one.
  ["name put together otherwise", { person: `${ANN.person}","netsuite`, system: "" }],
])("a row copied to another %s does not open", async (_, elsewhere) => {
  const vault = createVault(localKeys([first]));
  const row = await vault.seal(ANN, "refresh token");
  await expect(vault.open(elsewhere, row)).rejects.toThrow();
});

test("neither layer of one row goes with the other of another", async () => {
  const vault = createVault(localKeys([first]));
  const [one, other] = [await vault.seal(ANN, "one"), await vault.seal(ANN, "other")];
  await expect(vault.open(ANN, { ...one, wrapped: other.wrapped })).rejects.toThrow();
});

test("one changed bit anywhere is noticed", async () => {
  const vault = createVault(localKeys([first]));
  const row = await vault.seal(ANN, "refresh token");
  for (const part of ["wrapped", "sealed"] as const) {
    const bytes = Buffer.from(row[part]);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await expect(vault.open(ANN, { ...row, [part]: bytes })).rejects.toThrow();
  }
});

test("rotation wraps the data key anew and leaves the ciphertext alone", async () => {
  const row = await createVault(localKeys([first])).seal(ANN, "refresh token");
  const second = key("2027");
  const rotated = createVault(localKeys([second, first]));
  expect(await rotated.open(ANN, row)).toBe("refresh token");
  const rewrapped = { ...row, ...(await rotated.rewrap(ANN, row)) };
  expect(rewrapped).toMatchObject({ kid: "2027", sealed: row.sealed });
  const without = createVault(localKeys([second]));
  expect(await without.open(ANN, rewrapped)).toBe("refresh token");
  await expect(without.open(ANN, row)).rejects.toThrow("2026 is not configured");
});

test("another key of the same name opens nothing", async () => {
  const row = await createVault(localKeys([first])).seal(ANN, "refresh token");
  await expect(createVault(localKeys([key("2026")])).open(ANN, row)).rejects.toThrow();
});
