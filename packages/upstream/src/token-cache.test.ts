import { expect, test } from "vitest";
import { person } from "./loopback-server.ts";
import { cachedTokens } from "./token-cache.ts";

function numbered({ lifeMs = 3_600_000, failures = 0 } = {}) {
  let fetches = 0;
  const tokens = cachedTokens({
    identity: "person",
    keyOf: (caller) => caller.id,
    async fetchToken(caller) {
      fetches++;
      await new Promise((resolve) => setImmediate(resolve));
      if (failures-- > 0) throw new Error("refused");
      return { value: `${caller.id}-${fetches}`, expiresAt: Date.now() + lifeMs };
    },
  });
  return { tokens, fetches: () => fetches };
}

test("fetches once for all who ask at the same time, and remembers", async () => {
  const { tokens, fetches } = numbered();
  const values = await Promise.all(Array.from({ length: 20 }, () => tokens.token(person("ann"))));
  values.push(await tokens.token(person("ann")));
  expect(new Set(values.map(({ value }) => value))).toEqual(new Set(["ann-1"]));
  expect(fetches()).toBe(1);
});

test("keeps each person's token apart", async () => {
  const { tokens } = numbered();
  expect((await tokens.token(person("ann"))).value).toBe("ann-1");
  expect((await tokens.token(person("bob"))).value).toBe("bob-2");
  expect((await tokens.token(person("ann"))).value).toBe("ann-1");
});

test("does not use a token up to its last moment", async () => {
  const { tokens, fetches } = numbered({ lifeMs: 0 });
  await tokens.token(person("ann"));
  await tokens.token(person("ann"));
  expect(fetches()).toBe(2);
});

test("uses a token whose whole life is shorter than the margin", async () => {
  const { tokens, fetches } = numbered({ lifeMs: 30_000 });
  await tokens.token(person("ann"));
  await tokens.token(person("ann"));
  expect(fetches()).toBe(1);
});

test("renews once for all whose token was refused", async () => {
  const { tokens, fetches } = numbered();
  const refused = await tokens.token(person("ann"));
  const renewed = await Promise.all([
    tokens.renew(person("ann"), refused),
    tokens.renew(person("ann"), refused),
  ]);
  expect(renewed.map(({ value }) => value)).toEqual(["ann-2", "ann-2"]);
  expect((await tokens.renew(person("ann"), refused)).value).toBe("ann-2");
  expect(fetches()).toBe(2);
});

test("forgets a failed fetch", async () => {
  const { tokens } = numbered({ failures: 1 });
  await expect(tokens.token(person("ann"))).rejects.toThrow("refused");
  expect((await tokens.token(person("ann"))).value).toBe("ann-2");
});
