import { type BlockOrder, runBlock } from "./block.ts";

// The load generator: takes one order at a time from the program that measures, and ends with it.
process.on("message", (order: BlockOrder) => {
  void runBlock(order).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit(0));
process.stdout.write(`${JSON.stringify({ listening: "orders" })}\n`);
