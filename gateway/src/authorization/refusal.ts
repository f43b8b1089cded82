/** Ends a sign-in with a page. `message` is for log and audit; title and text are what the person reads. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly notice: RefusalNotice;

  constructor(reason: string, notice: RefusalNotice, options: { cause?: unknown } = {}) {
    super(reason, options);
    this.notice = notice;
  }
}

export interface RefusalNotice {
  status: 400 | 403 | 404 | 413 | 503;
  title: string;
  text: string;
  /** Path at which the person may try again. */
  retry?: string;
  personId?: string;
}

export const EXPIRED: RefusalNotice = {
  status: 400,
  title: "This sign-in has expired",
  text:
    "Nothing was granted. Start the connection again in your assistant and finish it within ten minutes, " +
    "in the same browser.",
};

export const FOREIGN_FORM: RefusalNotice = {
  status: 403,
  title: "This answer did not come from our page",
  text: "Nothing was granted. Open the page again and answer there; cookies must be allowed for this site.",
};

export const FORM_TOO_LARGE: RefusalNotice = {
  status: 413,
  title: "This answer is too long",
  text: "Nothing was granted. Open the page again and answer there.",
};

export const PROVIDER_DOWN: RefusalNotice = {
  status: 503,
  title: "Your company login does not answer",
  text: "Nothing was granted. Try again in a few minutes.",
};

export const OTHER_ISSUER: RefusalNotice = {
  status: 503,
  title: "Your company login is set up under another name",
  text:
    "Nothing was granted. The name (issuer) that the login gives itself is not, letter by letter, the one in the gateway's " +
    "configuration. Give your IT the reference below: the log has the right spelling under it.",
};

export const LOGIN_REFUSED: RefusalNotice = {
  status: 403,
  title: "Your company login did not let you in",
  text: "Nothing was granted. Try again; if you chose to stop there, you can close this window.",
};

export const NOT_FRESH: RefusalNotice = {
  status: 403,
  title: "Your company login did not ask who you are",
  text:
    "Nothing was decided. For this, it has to ask you again, and it answered with an earlier sign-in. Sign out there and try " +
    "again, or ask your IT: the login must honour prompt=login or ForceAuthn.",
};

export const NO_MOMENT: RefusalNotice = {
  status: 403,
  title: "Your company login did not say when it asked who you are",
  text:
    "Nothing was decided. For this, it has to ask you again and to say when it did. Ask your IT: the login must send auth_time " +
    "or AuthnInstant.",
};

export const GROUPS_UNKNOWN: RefusalNotice = {
  status: 403,
  title: "Your groups could not be read",
  text:
    "You are signed in, but the company login did not tell all the groups you belong to, so nothing was granted. Ask your " +
    "IT: the log has the reason under the reference below.",
};

export const FOREIGN_ADDRESS: RefusalNotice = {
  status: 403,
  title: "Your mail address belongs to another login",
  text:
    "Nothing was granted. The company login gave a mail address that it may not speak for. Start again with the login " +
    "of your own company, or ask your IT.",
};

export const INACTIVE: RefusalNotice = {
  status: 403,
  title: "Your access is switched off",
  text: "You are signed in, but your access to the connected systems was switched off. Ask your IT to restore it.",
};

export const BROKEN: RefusalNotice = {
  status: 503,
  title: "Something went wrong here",
  text: "Nothing was granted. Try again in a moment.",
};
