import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { ToolError } from "@gatehouse/tool";

/** What a cursor belongs to: it is refused for another caller, tool or set of arguments. */
export type CursorScope = { caller: string; tool: string; input: Record<string, unknown> };

export type Cursors = {
  seal(scope: CursorScope, offset: number): string;
  open(scope: CursorScope, cursor: string): number;
};

const TAG_BYTES = 16;

/** Signed, opaque list positions. They say where to go on and reveal nothing; a changed or borrowed one is refused. */
export function cursorsWith(key: Buffer): Cursors {
  const tag = ({ caller, tool, input }: CursorScope, offset: number) => {
    const { cursor: _cursor, limit: _limit, ...filters } = input;
    const said = JSON.stringify([
      caller,
      tool,
      createHash("sha256").update(JSON.stringify(filters)).digest("hex"),
      offset,
    ]);
    return createHmac("sha256", key).update(said).digest().subarray(0, TAG_BYTES);
  };
  return {
    seal(scope, offset) {
      const position = Buffer.alloc(4);
      position.writeUInt32BE(offset);
      return Buffer.concat([position, tag(scope, offset)]).toString("base64url");
    },
    open(scope, cursor) {
      const bytes = Buffer.from(cursor, "base64url");
      if (bytes.length === 4 + TAG_BYTES) {
        const offset = bytes.readUInt32BE();
        if (timingSafeEqual(bytes.subarray(4), tag(scope, offset))) return offset;
      }
      throw new ToolError("invalid_input", "This cursor does not continue this list; nothing was read.", {
        next: "Repeat the call without cursor, or with the arguments the cursor came from.",
      });
    },
  };
}
