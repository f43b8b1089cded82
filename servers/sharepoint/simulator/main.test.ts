import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

const tenant = "8f6a2c1e-5b7d-4c39-9e02-61d4a7b3f508";
const environment = {
  PATH: process.env.PATH ?? "",
  SHAREPOINT_SIMULATOR_PORT: "0",
  SHAREPOINT_TENANT: tenant,
  SHAREPOINT_CLIENT_ID: "gatehouse",
  SHAREPOINT_CLIENT_SECRET: "secret",
  SHAREPOINT_SITES: "projects",
};

function start(change: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [`${import.meta.dirname}/main.ts`], {
    env: { ...environment, ...change },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("The program says where it listens, serves the sites it was told and files elsewhere, and ends on SIGTERM", async () => {
  const child = start();
  const [line] = (await once(child.stdout as never, "data")) as [Buffer];
  const { listening } = JSON.parse(String(line)) as { listening: string };
  const form = {
    grant_type: "client_credentials",
    client_id: "gatehouse",
    client_secret: "secret",
    scope: "https://graph.microsoft.com/.default",
  };
  const signedIn = await fetch(`${listening}/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  const { access_token } = (await signedIn.json()) as { access_token: string };
  const ask = (path: string) =>
    fetch(`${listening}/v1.0${path}`, { headers: { authorization: `Bearer ${access_token}` } });
  const drive = await ask("/sites/halden.sharepoint.com:/sites/projects:/drive/root:/");
  expect([drive.status, (await ask("/sites/halden.sharepoint.com:/sites/finance")).status]).toEqual([
    200, 403,
  ]);
  const folders = (await (await ask("/sites/halden.sharepoint.com:/sites/projects:/drives")).json()) as {
    value: { id: string }[];
  };
  const found = await ask(`/drives/${folders.value[2]?.id}/root/search(q='md')`);
  const [file] = ((await found.json()) as { value: { id: string }[] }).value;
  const content = await fetch(`${listening}/v1.0/drives/${folders.value[2]?.id}/items/${file?.id}/content`, {
    headers: { authorization: `Bearer ${access_token}` },
    redirect: "manual",
  });
  const target = new URL(content.headers.get("location") ?? "");
  expect(target.origin).not.toBe(listening);
  expect((await fetch(target)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("A missing variable is one sentence and exit code 1", async () => {
  const child = start({ SHAREPOINT_CLIENT_ID: "" });
  const [words, [code]] = await Promise.all([text(child.stderr as never), once(child, "exit")]);
  expect([code, String(words)]).toEqual([
    1,
    "The SharePoint simulator cannot start. The environment variable SHAREPOINT_CLIENT_ID is missing.\n",
  ]);
});
