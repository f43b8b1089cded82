import { LIMITS } from "../limits.ts";

/** The same response, cut off with an error once more came than any upstream may send; counted after it was unpacked. */
export function boundedResponse(response: Response, most: number = LIMITS.upstreamBytes): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > most) controller.error(new Error(`the answer is longer than ${most} bytes`));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers: [...headers] });
}
