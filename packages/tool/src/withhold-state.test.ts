import { expect, test } from "vitest";
import { withholdState } from "./withhold-state.ts";

const labels = {
  input: { "changes.phone": "personal", "changes.emails[]": "personal" },
  output: { "lines[].pay": "pay", "account.phone": "bank" },
} as const;
const state = {
  title: "Buyer",
  phone: "+1 303 555 0199",
  emails: ["a@halden.example"],
  address: { city: "Denver", phone: null },
  lines: [{ id: "1", pay: 10 }, { id: "2" }],
};

test("a field called like a labelled one is taken out wherever it stands, and named", () => {
  expect(withholdState(labels, [])(state)).toEqual({
    state: { title: "Buyer", address: { city: "Denver" }, lines: [{ id: "1" }, { id: "2" }] },
    withheld: ["phone", "emails", "address.phone", "lines[].pay"],
  });
});

test("who sees a label sees its fields, unless another label hides the same name", () => {
  expect(withholdState(labels, ["personal", "pay"])(state).withheld).toEqual(["phone", "address.phone"]);
  expect(withholdState(labels, ["personal", "pay", "bank"])(state)).toEqual({ state, withheld: [] });
});

test("the state that was given stays whole", () => {
  const given = structuredClone(state);
  withholdState(labels, [])(given);
  expect(given).toEqual(state);
});

test.each([[null], ["text"], [7], [undefined], [[]]])("a state of %o has no fields and stays", (given) => {
  expect(withholdState(labels, [])(given)).toEqual({ state: given, withheld: [] });
});

test("a member called like one of every object is kept as the record has it", () => {
  const given = JSON.parse('{"__proto__":{"phone":"1"},"constructor":"x"}');
  const { state: shown } = withholdState(labels, [])(given);
  expect(JSON.stringify(shown)).toBe('{"__proto__":{},"constructor":"x"}');
});
