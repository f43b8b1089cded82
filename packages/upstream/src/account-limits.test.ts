import { expect, test } from "vitest";
import { type AccountLimitOptions, accountLimits } from "./account-limits.ts";

const never = new AbortController().signal;
const options = { title: "Vendor", concurrency: 4, perPerson: 2, queueMs: 5_000 };

/** Jobs that run until they are let go, and the order in which they began. */
function desk(overrides: Partial<AccountLimitOptions> = {}) {
  const limits = accountLimits({ ...options, ...overrides });
  const begun: string[] = [];
  const open = new Map<string, () => void>();
  const waiters = new Set<() => void>();
  let running = 0;
  let most = 0;
  const job = (name: string) => async () => {
    begun.push(name);
    most = Math.max(most, ++running);
    for (const wake of waiters) wake();
    await new Promise<void>((resolve) => open.set(name, resolve));
    running--;
    return name;
  };
  const submit = (name: string, risk: "read" | "write" = "read", signal: AbortSignal = never) =>
    limits.run({ person: name.split("-")[0] as string, risk, signal }, job(name));
  const begins = (count: number) =>
    new Promise<void>((resolve) => {
      const check = () => begun.length >= count && resolve();
      waiters.add(check);
      check();
    });
  return { limits, begun, submit, begins, finish: (name: string) => open.get(name)?.(), most: () => most };
}

test("never runs more than the account carries", async () => {
  const { submit, begins, begun, finish, most } = desk({ concurrency: 3 });
  const all = Array.from({ length: 9 }, (_, index) => submit(`p${index}`));
  for (let done = 0; done < 9; done++) {
    await begins(Math.min(9, done + 3));
    finish(begun[done] as string);
  }
  await Promise.all(all);
  expect(most()).toBe(3);
});

test("one person's burst leaves the others their turn", async () => {
  const { submit, begins, begun, finish } = desk();
  const burst = Array.from({ length: 50 }, (_, index) => submit(`hog-${index}`));
  await begins(2);
  const others = [submit("ann-0"), submit("bob-0")];
  await begins(4);
  expect(begun).toEqual([
    "hog-0",
    "hog-1",
    expect.stringMatching(/ann|bob/),
    expect.stringMatching(/ann|bob/),
  ]);
  finish("ann-0");
  finish("bob-0");
  await Promise.all(others);
  for (let done = 0; done < 50; done++) {
    await begins(Math.min(52, done + 4));
    finish(`hog-${done}`);
  }
  await Promise.all(burst);
});

test("writes go before reads, and keep a place that reads cannot take", async () => {
  const { submit, begins, begun, finish } = desk({ concurrency: 2, perPerson: 2, writeReserve: 1 });
  const reads = [submit("ann-r1"), submit("bob-r1"), submit("cat-r1")];
  await begins(1);
  const write = submit("dan-w", "write");
  await begins(2);
  expect(begun).toEqual(["ann-r1", "dan-w"]);
  finish("dan-w");
  await write;
  finish("ann-r1");
  await begins(3);
  finish("bob-r1");
  await begins(4);
  finish("cat-r1");
  await Promise.all(reads);
});

test("whoever waited too long is told when to come back, and the job never runs", async () => {
  const { submit, begins, begun, finish } = desk({ concurrency: 1, queueMs: 60 });
  const first = submit("ann-1");
  await begins(1);
  await expect(submit("bob-1")).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 1 });
  finish("ann-1");
  await first;
  const third = submit("cat-1");
  await begins(2);
  finish("cat-1");
  await third;
  expect(begun).toEqual(["ann-1", "cat-1"]);
});

test("a cancelled call leaves the queue at once and runs nothing", async () => {
  const { submit, begins, begun, finish } = desk({ concurrency: 1 });
  const first = submit("ann-1");
  await begins(1);
  const cancel = new AbortController();
  const second = submit("bob-1", "write", cancel.signal);
  cancel.abort();
  await expect(second).rejects.toMatchObject({ code: "upstream_unavailable" });
  finish("ann-1");
  await first;
  const third = submit("cat-1");
  await begins(2);
  expect(begun).toEqual(["ann-1", "cat-1"]);
  finish("cat-1");
  await third;
});

test("a reservoir holds back what exceeds it until it is refilled", async () => {
  const limits = accountLimits({ ...options, queueMs: 300, reservoir: { units: 2, refreshMs: 60_000 } });
  const turn = { person: "ann", risk: "read" as const, signal: never };
  await limits.run(turn, async () => 1);
  await limits.run(turn, async () => 2);
  await expect(limits.run(turn, async () => 3)).rejects.toMatchObject({ code: "rate_limited" });
});

test("a heavy call takes as many units as it weighs, and no place of other calls", async () => {
  const reservoir = { units: 6, refreshMs: 60_000 };
  const limits = accountLimits({ ...options, concurrency: 1, perPerson: 1, queueMs: 300, reservoir });
  const turn = { person: "ann", risk: "read" as const, signal: never };
  await limits.run({ ...turn, weight: 5 }, async () => 1);
  expect(limits.left()).toEqual({ concurrency: 1, units: 1 });
  await expect(limits.run({ ...turn, weight: 2 }, async () => 2)).rejects.toMatchObject({
    code: "rate_limited",
  });
});

test("a call that gave up waiting for its units leaves them to the next one", async () => {
  const reservoir = { units: 2, refreshMs: 500 };
  const limits = accountLimits({ ...options, queueMs: 2_000, reservoir });
  const turn = { person: "ann", risk: "read" as const, signal: never };
  await limits.run({ ...turn, weight: 2 }, async () => 1);
  const cancel = new AbortController();
  const gone = limits.run({ ...turn, weight: 2, signal: cancel.signal }, async () => 2);
  const next = limits.run({ ...turn, person: "bob", weight: 2 }, async () => 3);
  cancel.abort();
  await expect(gone).rejects.toMatchObject({ code: "upstream_unavailable" });
  expect(await next).toBe(3);
});

test("a call heavier than the whole reservoir takes all of it rather than waiting for ever", async () => {
  const limits = accountLimits({ ...options, reservoir: { units: 2, refreshMs: 60_000 } });
  const turn = { person: "ann", risk: "read" as const, signal: never };
  expect(await limits.run({ ...turn, weight: 9 }, async () => 1)).toBe(1);
});

test("a paused account starts nothing, and then goes on as fairly as before", async () => {
  const { limits, submit, begins, begun, finish } = desk({ concurrency: 2, perPerson: 1 });
  limits.pause(120);
  const from = Date.now();
  const calls = [submit("hog-1"), submit("hog-2"), submit("ann-1")];
  await begins(2);
  expect(Date.now() - from).toBeGreaterThanOrEqual(110);
  expect(begun.sort()).toEqual(["ann-1", "hog-1"]);
  finish("ann-1");
  finish("hog-1");
  await begins(3);
  finish("hog-2");
  await Promise.all(calls);
});

test("a pause longer than anybody may wait refuses at once and says when it ends", async () => {
  const { limits, submit, begun } = desk({ queueMs: 1_000 });
  limits.pause(30_000);
  limits.pause(1); // Shortens nothing.
  await expect(submit("ann-1")).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 30 });
  limits.pause(86_400_000);
  await expect(submit("ann-1")).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 300 });
  expect(begun).toEqual([]);
});

test("a caller who leaves during a pause is not started after it", async () => {
  const { limits, submit, begins, begun, finish } = desk({ concurrency: 1 });
  limits.pause(60);
  const cancel = new AbortController();
  const gone = submit("ann-1", "write", cancel.signal);
  const next = submit("bob-1");
  cancel.abort();
  await expect(gone).rejects.toMatchObject({ code: "upstream_unavailable" });
  await begins(1);
  expect(begun).toEqual(["bob-1"]);
  finish("bob-1");
  await next;
});

test("a person beyond their waiting places is refused at once", async () => {
  const { submit, begins, finish } = desk({ perPerson: 1, queueMs: 60_000 });
  const first = submit("ann-0");
  await begins(1);
  const cancel = new AbortController();
  const codes: string[] = [];
  const waiting = Array.from({ length: 120 }, (_, index) =>
    submit(`ann-${index + 1}`, "read", cancel.signal).catch((error) => codes.push(error.code)),
  );
  await expect.poll(() => codes).toEqual(Array(20).fill("rate_limited"));
  cancel.abort();
  finish("ann-0");
  await Promise.all([first, ...waiting]);
  expect(codes.slice(20)).toEqual(Array(100).fill("upstream_unavailable"));
});

test("a job's own failure passes through", async () => {
  const { limits } = desk();
  const turn = { person: "ann", risk: "read" as const, signal: never };
  await expect(limits.run(turn, () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
});

test("people who make no calls take no room", async () => {
  const { limits, submit, begins, finish } = desk({ personIdleMs: 40 });
  const call = submit("ann-1");
  await begins(1);
  finish("ann-1");
  await call;
  expect(limits.people()).toBe(1);
  await expect.poll(() => limits.people(), { timeout: 2_000, interval: 20 }).toBe(0);
});

test("says what the account still carries", async () => {
  const { submit, begins, finish, limits } = desk({ concurrency: 3 });
  const first = submit("a");
  const second = submit("b");
  await begins(2);
  expect(limits.left()).toEqual({ concurrency: 1 });
  finish("a");
  finish("b");
  await Promise.all([first, second]);
  expect(limits.left()).toEqual({ concurrency: 3 });
});
