/** The parts of the SAML identity provider library that the tests use; it ships no types. */
declare module "samlp" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  type Express = {
    request: IncomingMessage & { query: Record<string, string>; body: Record<string, string> };
    response: ServerResponse & { set(name: string, value: string): void; send(body: unknown): void };
  };

  export interface ProfileMapper {
    getClaims(): Record<string, string | readonly string[] | undefined>;
    getNameIdentifier(): { nameIdentifier: string; nameIdentifierFormat?: string };
  }

  export interface AuthOptions {
    issuer: string;
    cert: string;
    key: string;
    getUserFromRequest(request: Express["request"]): unknown;
    getPostURL(
      audience: string,
      request: unknown,
      incoming: Express["request"],
      done: (error: Error | null, url?: string) => void,
    ): void;
    profileMapper(user: never): ProfileMapper;
    responseHandler?(
      response: Buffer,
      options: { RelayState?: string },
      request: Express["request"],
      outgoing: Express["response"],
    ): void;
    audience?: string;
    recipient?: string;
    destination?: string;
    inResponseTo?: string;
    lifetimeInSeconds?: number;
    signResponse?: boolean;
    signAssertion?: boolean;
    signatureAlgorithm?: "rsa-sha256" | "rsa-sha1";
    digestAlgorithm?: "sha256" | "sha1";
    authnContextClassRef?: string;
  }

  export function auth(
    options: AuthOptions,
  ): (request: Express["request"], response: Express["response"], next: (error: Error) => void) => void;
}
