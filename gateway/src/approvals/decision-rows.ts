import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { canonicalJson, ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import type { ChangeRequest } from "../changes/change-request.ts";
import type { RequestSeals } from "../changes/seal-content.ts";
import type { DecisionKind } from "./request-view.ts";

type Querying = Pick<Pool, "query">;

/** One decision as it is stored; `isGenuine` says that its MAC fits it and the request as it stands. */
export type Decision = {
  approver: string;
  authority: string;
  role: string;
  decision: DecisionKind;
  isOpener: boolean;
  channel: "page" | "slack";
  signedInAt: Date;
  at: Date;
  note: string | undefined;
  isGenuine: boolean;
};

/** All that an approver stands for: what would be done, with which tool, and how many must agree to it. */
type Subject = Pick<
  ChangeRequest,
  | "id"
  | "person"
  | "system"
  | "tool"
  | "definitionHash"
  | "argumentsHash"
  | "beforeHash"
  | "afterHash"
  | "amount"
  | "currency"
  | "approvalsNeeded"
  | "kind"
  | "policyVersion"
  | "clientId"
  | "expiresAt"
>;

export type DecisionRows = {
  insert(client: Querying, request: Subject, decision: Omit<Decision, "isGenuine">): Promise<void>;
  of(client: Querying, request: Subject): Promise<Decision[]>;
};

/** `key` is not in the database: a row that somebody only wrote there carries no weight. */
export function decisionRows(key: KeyObject, seals: RequestSeals): DecisionRows {
  const macOf = macBy(key);
  return {
    async insert(client, request, decision) {
      const { approver, note } = decision;
      const sealed =
        note === undefined
          ? null
          : await seals.seal(request.person, request.id, `decision ${approver}`, note);
      const { rowCount } = await client.query(INSERT, [
        request.id,
        approver,
        decision.authority,
        decision.role,
        decision.decision,
        decision.isOpener,
        decision.channel,
        decision.signedInAt,
        decision.at,
        sealed,
        macOf(request, decision),
      ]);
      // One that counts was found before; so this is one that was only written here.
      if (rowCount !== 1)
        throw new ToolError(
          "conflict",
          "A decision in your name stands here that you did not make; nothing was decided.",
          {
            next: "Tell IT.",
          },
        );
    },
    async of(client, request) {
      const { rows } = await client.query<Row>(
        "select * from approval_decision where request = $1 order by at, approver",
        [request.id],
      );
      return Promise.all(
        rows.map(async (row) => {
          const decision = {
            approver: row.approver,
            authority: row.authority,
            role: row.role,
            decision: row.decision,
            isOpener: row.is_opener,
            channel: row.channel,
            signedInAt: row.signed_in_at,
            at: row.at,
          };
          const note =
            row.note === null
              ? undefined
              : await seals.open<string>(request.person, request.id, `decision ${row.approver}`, row.note);
          const mac = macOf(request, decision);
          const isGenuine = mac.length === row.mac.length && timingSafeEqual(mac, row.mac);
          return { ...decision, note, isGenuine };
        }),
      );
    },
  };
}

const macBy =
  (key: KeyObject) =>
  (request: Subject, decision: Omit<Decision, "isGenuine" | "note">): Buffer => {
    const { id, person, system, tool, definitionHash, argumentsHash, beforeHash, afterHash } = request;
    const atStake = [request.amount ?? null, request.currency ?? null, request.approvalsNeeded];
    const { approver, authority, role, isOpener, channel, signedInAt, at } = decision;
    const times = [signedInAt.toISOString(), at.toISOString()];
    const said = [approver, authority, role, decision.decision, isOpener, channel, ...times];
    const asked = [
      request.kind,
      request.policyVersion,
      request.clientId,
      request.expiresAt?.toISOString() ?? null,
    ];
    const hashes = [definitionHash, argumentsHash, beforeHash, afterHash];
    const about = [id, person, system, tool, ...hashes, atStake, asked];
    return createHmac("sha256", key)
      .update(canonicalJson([about, said]))
      .digest();
  };

const INSERT = `insert into approval_decision (request, approver, authority, role, decision, is_opener, channel, signed_in_at,
    at, note, mac) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`;

type Row = {
  approver: string;
  authority: string;
  role: string;
  decision: DecisionKind;
  is_opener: boolean;
  channel: "page" | "slack";
  signed_in_at: Date;
  at: Date;
  note: Buffer | null;
  mac: Buffer;
};
