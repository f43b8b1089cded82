import { LOOPBACK_HOSTS } from "../loopback.ts";
/** Says what is wrong with a value, or undefined where it can be used. */
export type Fault = (text: string) => string | undefined;

const KEY_BYTES = 32;

const webUrl = (text: string): URL | undefined => {
  const url = URL.parse(text);
  return url?.protocol === "http:" || url?.protocol === "https:" ? url : undefined;
};

/** Scheme, host and port; one slash at the end is forgiven. */
export const originFault: Fault = (text) => {
  const url = webUrl(text);
  return url !== undefined && (url.href === `${url.origin}/` || url.href === url.origin)
    ? undefined
    : "must be an http or https origin without a path, such as https://mcp.example.com";
};

/** Tokens travel to it, so only this machine may be reached without TLS. */
export const publicUrlFault: Fault = (text) => {
  const fault = originFault(text);
  if (fault !== undefined) return fault;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || LOOPBACK_HOSTS.has(hostname)
    ? undefined
    : "must be https, except on loopback";
};

export const urlFault: Fault = (text) => (webUrl(text) ? undefined : "must be an http or https URL");

export const portFault: Fault = (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? undefined : "must be a port number, 0 to 65535";

/** Never repeats the value: it is a secret. */
export const keyFault: Fault = (text) =>
  /^[\w+/-]+={0,2}$/.test(text) && Buffer.from(text, "base64").length >= KEY_BYTES
    ? undefined
    : `must be base64 of at least ${KEY_BYTES} bytes, as \`openssl rand -base64 ${KEY_BYTES}\` makes them`;
