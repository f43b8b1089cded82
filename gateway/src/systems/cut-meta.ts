/** What may follow a result in a message of three members: the other two, and the end. An id with odd characters does not fit. */
const REST = /^(?:,"jsonrpc":"2\.0"|,"id":(?:-?\d+|"[\w.:-]*"))*\}$/;
const REST_BYTES_MAX = 200;

/**
 * The message `raw` without the `_meta` that its result ends with, in pieces of the same bytes, where writing the result anew
 * would cost ten times as much. Undefined where it does not end so; whoever asks then writes it anew. For messages of exactly
 * `jsonrpc`, `id` and `result`, because only then is the last object closed before the rest the result.
 */
export function cutMeta(
  [raw, ...more]: readonly Buffer[],
  meta: Record<string, unknown>,
): readonly Buffer[] | undefined {
  if (raw === undefined || more.length > 0) return undefined;
  const said = Buffer.from(`,"_meta":${JSON.stringify(meta)}}`);
  const at = raw.lastIndexOf(said);
  const rest = raw.subarray(at + said.length);
  if (at < 0 || rest.length > REST_BYTES_MAX || !REST.test(rest.toString("latin1"))) return undefined;
  // The brace that closes `_meta` closes the result instead.
  return [raw.subarray(0, at), raw.subarray(at + said.length - 1)];
}
