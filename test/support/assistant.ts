import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";
import { SigningInProvider } from "./signing-in-provider.ts";

/** Where a browser would come back to. Nobody has to listen there: the sign-in of demo people is read as it goes by. */
const CALLBACK = "http://127.0.0.1:43210/callback";

/** What a tool answered, as far as anybody here looks at it. */
export type Answer = {
  isError?: boolean;
  content: { type: string; text?: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: tools answer in every shape.
  structuredContent?: Record<string, any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  _meta?: Record<string, any>;
};

/** The MCP SDK's own client, signed in as somebody of the demo company. */
export type Assistant = {
  client: Client;
  /** Rejects with the SDK's `ProtocolError` where the protocol itself refuses. */
  call(name: string, given?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
};

/** Connects to an MCP URL; signs in where it is asked to, and once more where a change needs a scope that reading did not. */
export async function openAssistant(url: URL, email: string): Promise<Assistant> {
  const authProvider = new SigningInProvider(email, CALLBACK);
  const open = () => {
    const client = new Client({ name: "assistant", version: "1" }, { versionNegotiation: { mode: "auto" } });
    const transport = new StreamableHTTPClientTransport(url, { authProvider });
    return { client, transport, connected: client.connect(transport) };
  };
  let { client, transport, connected } = open();
  try {
    await connected;
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
    await transport.finishAuth(authProvider.callback);
    ({ client, transport, connected } = open());
    await connected;
  }
  const call = async (name: string, given: Record<string, unknown> = {}): Promise<Answer> =>
    (await client.callTool({ name, arguments: given })) as Answer;
  return {
    client,
    call: (name, given) =>
      call(name, given).catch(async (error: unknown) => {
        // The client has been told to ask for more, and the person has agreed meanwhile.
        if (!(error instanceof UnauthorizedError)) throw error;
        await transport.finishAuth(authProvider.callback);
        return call(name, given);
      }),
    close: () => client.close(),
  };
}
