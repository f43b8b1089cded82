import { expect, test } from "vitest";
import { createHandles, HANDLE, type Thing } from "./handles.ts";
import { LIMITS } from "./limits.ts";

const key = Buffer.alloc(32, 1);
const thing: Thing = { kind: "document", driveId: "b!drive", itemId: "01ITEM" };
const unknown = expect.objectContaining({ code: "not_found" });

test("a handle is short and stands for what it was made of", () => {
  const handles = createHandles(key);
  const handle = handles.of("ann", thing);
  expect(handle).toMatch(HANDLE);
  expect(handle).toMatch(/^doc_/);
  expect(handles.open("ann", handle)).toEqual(thing);
});

test("it belongs to one caller", () => {
  const handles = createHandles(key);
  const handle = handles.of("ann", thing);
  handles.of("bob", { ...thing, itemId: "01OTHER" });
  expect(() => handles.open("bob", handle)).toThrow(unknown);
  expect(handles.of("bob", thing)).not.toBe(handle);
});

test("it is the same after a restart, and known again once it is listed again", () => {
  const handle = createHandles(key).of("ann", thing);
  const restarted = createHandles(key);
  expect(() => restarted.open("ann", handle)).toThrow(unknown);
  expect(restarted.of("ann", thing)).toBe(handle);
  expect(restarted.open("ann", handle)).toEqual(thing);
});

test("without the key it cannot be made", () => {
  expect(createHandles(Buffer.alloc(32, 2)).of("ann", thing)).not.toBe(createHandles(key).of("ann", thing));
});

test("a changed one is unknown", () => {
  const handles = createHandles(key);
  const handle = handles.of("ann", thing);
  const changed = handle.slice(0, -1) + (handle.endsWith("0") ? "1" : "0");
  expect(() => handles.open("ann", changed)).toThrow(unknown);
});

test("of many handles the longest unused are forgotten, and nobody else's", () => {
  const handles = createHandles(key);
  const bobs = handles.of("bob", thing);
  const first = handles.of("ann", thing);
  const second = handles.of("ann", { ...thing, itemId: "second" });
  for (let more = 2; more < LIMITS.handlesPerPerson; more++)
    handles.of("ann", { ...thing, itemId: String(more) });
  handles.open("ann", first);
  handles.of("ann", { ...thing, itemId: "one too many" });
  expect(handles.open("ann", first)).toEqual(thing);
  expect(() => handles.open("ann", second)).toThrow(unknown);
  expect(handles.open("bob", bobs)).toEqual(thing);
});
