import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const USER_AGENT_CHARACTERS = 200;

/** Notes when and from where, before anything can refuse: refusals are recorded too. */
export const openAudit = ({ addressOf }: Pick<Dependencies, "addressOf">) =>
  function openAudit(exchange: Exchange): void {
    const { headers } = exchange.request;
    const { traceparent } = headers;
    exchange.origin = {
      at: new Date(),
      address: addressOf(exchange.request) ?? "",
      userAgent: (headers["user-agent"] ?? "").slice(0, USER_AGENT_CHARACTERS),
      trace: typeof traceparent === "string" && TRACEPARENT.test(traceparent) ? traceparent : undefined,
    };
  };
