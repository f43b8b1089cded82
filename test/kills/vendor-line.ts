import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { STEP_META } from "@gatehouse/tool";
import { type Listening, listen } from "../support/listen.ts";
import type { Holds, Place } from "./holds.ts";

const OWN_HEADERS = new Set(["host", "connection", "content-length", "transfer-encoding", "keep-alive"]);

/**
 * The line between a gateway and its system: passes everything on, and holds what is written and its answers where somebody wants
 * them held. What has reached the system goes on there, whatever becomes of whoever asked for it.
 */
export const openVendorLine = (target: string, holds: Holds): Promise<Listening> =>
  listen((request, response) => {
    response.on("error", () => {});
    pass(request, response, { target, holds }).catch(() => response.destroy());
  });

type Line = { target: string; holds: Holds };

async function pass(request: IncomingMessage, response: ServerResponse, { target, holds }: Line) {
  const body = await text(request);
  const { step, account } = stepOf(body);
  const isHeld = async (place: Place) => account !== undefined && (await holds.at(place, account)) === "drop";
  const isWriting = step === "commit" || step === "undo";
  if (isWriting && (await isHeld("asked"))) return void response.destroy();
  const headers = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.has(name)) as [
    string,
    string,
  ][];
  const answer = await fetch(new URL(request.url ?? "/", target), {
    method: request.method ?? "GET",
    headers,
    ...(body !== "" && { body }),
  });
  const answered = await answer.text();
  if (isWriting && (await isHeld("answered"))) return void response.destroy();
  if (step === "preview" && (await isHeld("looked"))) return void response.destroy();
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
  response.end(answered);
}

type Message = { params?: { arguments?: { id?: string }; _meta?: Record<string, unknown> } };

/** Which step of a write is asked for, and of which account; neither for everything else. */
function stepOf(body: string): { step?: unknown; account?: string | undefined } {
  const { params } = JSON.parse(body || "{}") as Message;
  return { step: params?._meta?.[STEP_META.step], account: params?.arguments?.id };
}
