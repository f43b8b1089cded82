import type {
  OAuthClientInformation,
  OAuthClientProvider,
  OAuthDiscoveryState,
  OAuthTokens,
} from "@modelcontextprotocol/client";
import { signIn } from "../support/headless-sign-in.ts";

/** Claude Code's published client id: a public client whose loopback port is free. */
const CLIENT_ID = "https://claude.ai/oauth/claude-code-client-metadata";
const REDIRECT = "http://127.0.0.1:43210/callback";

/** How the SDK client signs in without a person at a browser: as a demo person, at the demo identity provider. */
export class HeadlessProvider implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT;
  readonly clientMetadata = { redirect_uris: [REDIRECT] };
  /** What the last sign-in came back with, for `finishAuth`. */
  callback: URLSearchParams | undefined;
  readonly #email: string;
  #verifier = "";
  #tokens: OAuthTokens | undefined;
  #discovered: OAuthDiscoveryState | undefined;

  constructor(email: string) {
    this.#email = email;
  }

  clientInformation = (): OAuthClientInformation => ({ client_id: CLIENT_ID });
  tokens = () => this.#tokens;
  saveTokens = (tokens: OAuthTokens) => {
    this.#tokens = tokens;
  };
  codeVerifier = () => this.#verifier;
  saveCodeVerifier = (verifier: string) => {
    this.#verifier = verifier;
  };
  discoveryState = () => this.#discovered;
  saveDiscoveryState = (state: OAuthDiscoveryState) => {
    this.#discovered = state;
  };

  async redirectToAuthorization(url: URL): Promise<void> {
    const back = await signIn(url, { email: this.#email });
    this.callback = back.searchParams;
  }
}
