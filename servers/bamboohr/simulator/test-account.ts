import type { Hono } from "hono";
import { serviceUserEmail } from "./seed/seed-users.ts";
import { type SimulatorOptions, simulateBambooHr } from "./simulate-bamboo-hr.ts";

const origin = "http://localhost";

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape, and a wrong path fails their expectation.
type Body = any;
type Answer = { status: number; headers: Headers; body: Body; text: string };
type Call = {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** E-mail of whose key is used, without the company's domain. */
  as?: string;
};

/** People whose keys a test may use. */
const owners = {
  service: serviceUserEmail,
  priya: "priya.nair@halden.example",
  tomas: "tomas.rivera@halden.example",
  leon: "leon.fischer@halden.example",
  ingrid: "ingrid.solberg@halden.example",
};

/** One simulated account for a test file, with a key per person and short ways to call it; calls use the service key unless told. */
export function createTestAccount(options: SimulatorOptions = {}) {
  const apiKeys = Object.entries(owners).map(([key, user]) => ({ key, user }));
  const simulator = simulateBambooHr({
    clients: [
      { clientId: "gatehouse", clientSecret: "s3cret", redirectUris: ["http://localhost/back"] },
      { clientId: "desktop", redirectUris: ["http://localhost/back"] },
    ],
    ...options,
    apiKeys: [...apiKeys, ...(options.apiKeys ?? [])],
  });
  const send = senderTo(simulator.app);
  const call = (path: string, { method = "GET", body, headers = {}, as = "service" }: Call = {}) =>
    send(`/api${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${as}:x`).toString("base64")}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const get = (path: string, as?: string) => call(`/v1${path}`, as ? { as } : {});
  /** The BambooHR id of somebody, by e-mail. */
  const idOf = async (email: string): Promise<string> => {
    const users = await call("/v1/meta/users");
    const [user] = Object.values(users.body as Record<string, Body>).filter((each) => each.email === email);
    return String(user.employeeId);
  };
  return { simulator, send, call, get, idOf, owners };
}

const senderTo =
  (app: Hono) =>
  async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await app.request(origin + path, init);
    const text = await response.text();
    const body = /^[[{]/.test(text) ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, body, text };
  };
