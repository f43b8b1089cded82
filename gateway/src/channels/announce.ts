import type { PoolClient } from "pg";
import type { ChangeRequest } from "../changes/change-request.ts";
import type { ChannelName } from "./channel-name.ts";

type Querying = Pick<PoolClient, "query">;

/**
 * What there is to tell: that these people are asked, or that it has been settled or has moved on since. `approvers` of a settled
 * one hear of it as its requester does, on every channel: what was approved without them.
 */
export type About =
  | { about: "asked"; approvers: readonly { id: string }[] }
  | { about: "settled"; approvers?: readonly { id: string }[] };

/**
 * Writes down whom to tell, in the transaction that moves the request: either both happen or neither. Sends nothing. `settled`
 * may come more than once for a request (approved, then done); each tells where it stands by then.
 */
export type Announce = (
  client: Querying,
  request: Pick<ChangeRequest, "id" | "person">,
  what: About,
) => Promise<void>;

/** By which channels people are told, as far as these are configured. */
export const announcer =
  (channels: readonly ChannelName[]): Announce =>
  async (client, { id, person }, what) => {
    if (channels.length === 0) return;
    const approvers = what.approvers?.map((approver) => approver.id) ?? [];
    if (what.about === "asked") await client.query(ASK, [id, channels, approvers]);
    else await client.query(SETTLE, [id, channels, [person, ...approvers]]);
  };

const ASK = `insert into channel_message (request, person, channel, about)
  select $1::uuid, person, channel, 'asked' from unnest($2::text[]) channel cross join unnest($3::uuid[]) person
  on conflict do nothing`;

/**
 * The requester, and who was passed over in an emergency, hear of it everywhere. Whoever was asked in Slack has a message with buttons there, which must change; a mail
 * cannot be changed, and a second one would only say that there is nothing to do. A moved `next_at` tells a worker that is just
 * sending the former state that it has to send once more.
 */
const SETTLE = `insert into channel_message as m (request, person, channel, about)
  select $1::uuid, told, channel, 'settled' from unnest($2::text[]) channel cross join unnest($3::uuid[]) told
  union
  select $1::uuid, person, channel, 'settled' from channel_message
    where request = $1::uuid and channel = 'slack' and about = 'asked' and channel = any($2)
  on conflict (request, channel, person, about) do update
    set state = 'waiting', attempts = 0, failure = null, next_at = clock_timestamp()`;
