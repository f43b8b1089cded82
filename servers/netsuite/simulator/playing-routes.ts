import { fromThisMachine } from "@gatehouse/simulator";
import { Hono } from "hono";
import type { Account } from "./account.ts";
import { countEffects } from "./effects.ts";
import { NetSuiteError } from "./errors.ts";
import { editRecord } from "./records/edit-record.ts";
import { recordEdit } from "./switches.ts";

/**
 * What the account offers to those who play with it, beside its switches: `GET /simulator/effects` tells every write that was
 * applied, and `POST /simulator/edits` edits a record as somebody else would meanwhile.
 */
export function playingRoutes(account: Account) {
  return new Hono()
    .get("/simulator/effects", fromThisMachine, (c) => {
      const { effects } = account;
      return c.json({ total: effects.length, counts: countEffects(effects), effects });
    })
    .post("/simulator/edits", fromThisMachine, async (c) => {
      const edit = recordEdit.safeParse(await c.req.json().catch(() => undefined));
      if (!edit.success) return c.text("Only { recordType, id, values }.", 400);
      try {
        editRecord(account, edit.data);
      } catch (error) {
        if (error instanceof NetSuiteError) return c.text(error.message, 400);
        throw error;
      }
      return c.body(null, 204);
    });
}
