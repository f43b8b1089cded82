import { request as send } from "node:http";
import { type Listening, listen } from "../support/listen.ts";

/**
 * Passes every request on unchanged but for a bearer token, which the suite has no option for. Host and Origin stay as
 * sent, since scenarios forge them; a caller who leaves takes the request behind along.
 */
export function openBearerProxy(target: string, token: string): Promise<Listening> {
  const authorization = `Bearer ${token}`;
  return listen((request, response) => {
    const url = new URL(request.url ?? "/", target);
    const headers = { ...request.headers, authorization };
    const onward = send(url, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
}
