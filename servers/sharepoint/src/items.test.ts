import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { staticToken } from "@gatehouse/upstream";
import { expect, onTestFinished, test } from "vitest";
import { createCalls } from "./calls.ts";
import { labelOf, readItem } from "./items.ts";

/** The label of a file, of which Graph says so. */
async function labelSaid(said: unknown): Promise<string | undefined> {
  const server = createServer((_, response) => response.end(JSON.stringify(said)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { callsOf } = createCalls({ origin, tokens: staticToken("t", "person"), unitsPerMinute: 1_000 });
  const calls = callsOf({ id: "ann", email: "ann@company.example", roles: [] });
  return labelOf(calls, readItem({ id: "01A", name: "a.docx" }, "b!x"), AbortSignal.timeout(5_000));
}

test.each([
  [{ labels: [] }, undefined],
  [{ labels: [{ sensitivityLabelId: "l1" }] }, "l1"],
  [{ labels: [{}] }, "unknown"],
])("%j says the label %s", async (said, label) => {
  expect(await labelSaid(said)).toBe(label);
});

test.each([[{}], [{ labels: null }], [{ value: [] }]])(
  "%j does not say that there is no label",
  async (said) => {
    await expect(labelSaid(said)).rejects.toMatchObject({ code: "upstream_unavailable" });
  },
);
