import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail server on one loopback port that can go away, come back and refuse. */
export type PostOffice = {
  port: number;
  mails: string[];
  /** What the next recipients or mails are answered with, once each. */
  refuseNext(at: "recipient" | "mail", code: number): void;
  shut(): Promise<void>;
  reopen(options?: SMTPServerOptions): Promise<void>;
};

export async function openPostOffice(first: SMTPServerOptions = OPEN): Promise<PostOffice> {
  const mails: string[] = [];
  const refusals: Record<"recipient" | "mail", number[]> = { recipient: [], mail: [] };
  const refusal = (at: "recipient" | "mail") => {
    const responseCode = refusals[at].shift();
    return responseCode === undefined
      ? null
      : Object.assign(new Error("<script>told by the server</script>"), { responseCode });
  };
  let server: SMTPServer | undefined;
  const open = async (options: SMTPServerOptions, port: number): Promise<number> => {
    const opened = new SMTPServer({
      ...options,
      onRcptTo: (_address, _session, done) => done(refusal("recipient")),
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const refused = refusal("mail");
          if (refused === null) mails.push(Buffer.concat(chunks).toString("utf8"));
          done(refused);
        });
      },
    });
    // Clients that give up in the middle are part of the tests.
    opened.on("error", () => {});
    await new Promise<void>((done) => void opened.listen(port, "127.0.0.1", done));
    server = opened;
    return (opened.server.address() as { port: number }).port;
  };
  const port = await open(first, 0);
  return {
    port,
    mails,
    refuseNext: (at, code) => void refusals[at].push(code),
    async shut() {
      const closing = server;
      server = undefined;
      if (closing) await new Promise<void>((done) => closing.close(() => done()));
    },
    async reopen(options = OPEN) {
      await open(options, port);
    },
  };
}

const OPEN: SMTPServerOptions = { authOptional: true, disabledCommands: ["STARTTLS"], closeTimeout: 100 };

/** The parts of a mail, decoded, by their content type. */
export function partsOf(mail: string): { headers: string; text: string; html: string } {
  const [head = "", ...rest] = mail.split("\r\n\r\n");
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? "";
  const parts = rest.join("\r\n\r\n").split(`--${boundary}`);
  const part = (type: string) => {
    const [partHead = "", ...body] = (parts.find((one) => one.includes(`Content-Type: ${type}`)) ?? "").split(
      "\r\n\r\n",
    );
    return decoded(body.join("\r\n\r\n"), /Content-Transfer-Encoding: (\S+)/i.exec(partHead)?.[1] ?? "7bit");
  };
  return { headers: head.replace(/\r\n[ \t]+/g, " "), text: part("text/plain"), html: part("text/html") };
}

function decoded(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
