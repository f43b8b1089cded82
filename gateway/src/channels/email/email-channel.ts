import { createTransport } from "nodemailer";
import { addressFault } from "../config.ts";
import { type Channel, NotDelivered } from "../delivery.ts";
import { askedText, type RequestText, settledText } from "../request-text.ts";
import type { EmailSettings } from "../settings.ts";
import { requestMail } from "./request-mail.ts";

const AT_ONCE = 4;
/** A mail server that hangs costs one attempt less than a minute. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 15_000,
};
const SEND_MS = 45_000;

export type Mailer = {
  /** `id` becomes the Message-ID, so that a repeat of the same mail can be told. Rejects with `NotDelivered`. */
  send(to: string, id: string, text: RequestText): Promise<void>;
  close(): void;
};

/** One pool of connections to the company's mail server. Nothing is connected before the first mail. */
export function createMailer(settings: EmailSettings, publicUrl: string): Mailer {
  const { host, port, tls, ca, login, from } = settings;
  const transport = createTransport({
    pool: true,
    maxConnections: AT_ONCE,
    host,
    port,
    secure: tls === "implicit",
    // Without it, a server that does not offer STARTTLS, or somebody in between who takes the offer away, gets it in clear.
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    tls: { minVersion: "TLSv1.2", ...(ca !== undefined && { ca }) },
    ...(login && { auth: { user: login.user, pass: login.password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMEOUTS,
  });
  const domain = new URL(publicUrl).hostname;
  return {
    async send(to, id, text) {
      if (addressFault(to) !== undefined)
        throw new NotDelivered("the person's mail address cannot be written to", { isFinal: true });
      const body = await requestMail(text);
      try {
        await transport.sendMail({
          from: { name: "Gatehouse", address: from },
          to: { name: "", address: to },
          subject: text.subject,
          messageId: `<${id}@${domain}>`,
          // Nobody's absence notice answers it (RFC 3834, 5; the second one is Exchange's).
          headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
          ...body,
          signal: AbortSignal.timeout(SEND_MS),
        });
      } catch (error) {
        throw failureOf(error as SmtpError);
      }
    },
    close: () => transport.close(),
  };
}

/** Tells people by mail. At least once: whether a lost answer to the last line meant "taken" cannot be known. */
export function emailChannel(mailer: Mailer, publicUrl: string): Channel {
  return {
    name: "email",
    atOnce: AT_ONCE,
    async deliver({ id, about }, to, view) {
      const { state } = view.request;
      if (about === "settled" && (state === "approved" || state === "executing")) return { kind: "again" };
      if (to.email === undefined)
        throw new NotDelivered("the identity provider vouches for no mail address of this person", {
          isFinal: true,
        });
      const text = about === "asked" ? askedText(view, publicUrl) : settledText(view, publicUrl, to.id);
      await mailer.send(to.email, `${id}.${about === "asked" ? about : state}`, text);
      return { kind: "sent" };
    },
    close: mailer.close,
  };
}

type SmtpError = Error & { code?: string; responseCode?: number; command?: string };

/** Refusals of the person's mailbox or of the mail stay; what is wrong with server, login or sender somebody may mend. */
function failureOf(error: SmtpError): NotDelivered {
  const { code, responseCode = 0, command = "" } = error;
  const isRefused = responseCode >= 500 && responseCode < 600 && responseCode !== 503;
  if (code === "EAUTH") return new NotDelivered("the mail server refused the login", { cause: error });
  if (code === "ETLS" || (code === "ESOCKET" && /certificate|\b(TLS|SSL)\b/i.test(error.message)))
    return new NotDelivered("there was no TLS with the mail server", { cause: error });
  if (isRefused && /^RCPT/i.test(command))
    return new NotDelivered("the mail server refused the person's address", { isFinal: true, cause: error });
  if (isRefused && /^DATA/i.test(command))
    return new NotDelivered("the mail server refused the mail", { isFinal: true, cause: error });
  if (responseCode >= 400)
    return new NotDelivered(`the mail server answered ${responseCode}`, { cause: error });
  return new NotDelivered("the mail server was not reached", { cause: error });
}
