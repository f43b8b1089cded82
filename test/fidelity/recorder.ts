import type { SimulatorApp } from "@gatehouse/simulator";

/** Who a request came from: somebody signing in, our tools, a client that others wrote, or a recording asked again. */
export type Asker = "sign-in" | "tools" | "foreign" | "replay";

/** One request and its answer, as they passed. JSON bodies are parsed, other texts are texts, and no body is undefined. */
export type Exchange = {
  by: Asker;
  method: string;
  /** As sent, still encoded. */
  path: string;
  query: URLSearchParams;
  request: { headers: Headers; body: unknown };
  status: number;
  headers: Headers;
  body: unknown;
};

export type Recorder = ReturnType<typeof createRecorder>;

/** Stands around a simulator and keeps every exchange. `as` says who is asking from now on. */
export function createRecorder() {
  const exchanges: Exchange[] = [];
  let by: Asker = "sign-in";

  const around = (app: SimulatorApp): SimulatorApp => ({
    async fetch(request, environment) {
      const asker = by;
      const { method, headers } = request;
      const url = new URL(request.url);
      const sent = method === "GET" || method === "HEAD" ? "" : await request.clone().text();
      const answer = await app.fetch(request, environment);
      exchanges.push({
        by: asker,
        method,
        path: url.pathname,
        query: url.searchParams,
        request: { headers: new Headers(headers), body: bodyOf(sent) },
        status: answer.status,
        headers: new Headers(answer.headers),
        body: bodyOf(await answer.clone().text()),
      });
      return answer;
    },
  });

  return {
    exchanges,
    around,
    as(asker: Asker) {
      by = asker;
    },
  };
}

function bodyOf(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
