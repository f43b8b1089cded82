/** A request that a client sent, and how it was answered. */
export type Sent = { path: string; headers: Headers; body: string; status: number };

/** A fetch that leaves every request as it is and keeps it for looking at. */
export function recordingFetch() {
  const sent: Sent[] = [];
  const fetchAndRecord = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    sent.push({ path: url.pathname, headers, body: String(init?.body ?? ""), status: response.status });
    return response;
  };
  return { sent, fetch: fetchAndRecord };
}
