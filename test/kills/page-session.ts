import { signedIn } from "../credentials/signed-in.ts";

/** Somebody in a browser on the gateway's pages, at whichever replica. */
export type PageSession = {
  /** Posts a form; resolves with the status, 0 where nobody answered. */
  post(origin: string, path: string, fields: Record<string, string>): Promise<number>;
  read(origin: string, path: string): Promise<string>;
};

const PATIENCE_MS = 15_000;

/** Signs in once: the session is in the database and outlives every gateway. */
export async function pageSession(publicUrl: string, email: string): Promise<PageSession> {
  const { browser, page } = await signedIn(publicUrl, email, "/approvals");
  const cookie = browser.cookies.header(new URL(publicUrl));
  const csrf = page.forms.map(({ fields }) => fields.get("csrf")).find((token) => token !== null) ?? "";
  return {
    async post(origin, path, fields) {
      const answer = await fetch(new URL(path, origin), {
        method: "POST",
        redirect: "manual",
        headers: { cookie, origin: publicUrl },
        body: new URLSearchParams({ csrf, ...fields }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      }).catch(() => undefined);
      return answer?.status ?? 0;
    },
    async read(origin, path) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(new URL(path, origin), { headers: { cookie }, redirect: "manual", signal });
      return answer.text();
    },
  };
}
