import type {
  OAuthClientInformationMixed,
  OAuthClientProvider,
  OAuthDiscoveryState,
  OAuthTokens,
} from "@modelcontextprotocol/client";
import { signIn } from "./headless-sign-in.ts";

/** The client id that Claude Code has published, itself the address of its metadata (CIMD). Its loopback port is free. */
export const CLAUDE_CODE = "https://claude.ai/oauth/claude-code-client-metadata";

/**
 * What an SDK client asks of the application around it: a place for tokens, and a person at a browser. Both versions of
 * the SDK take it. The person is a demo person who presses the buttons at once.
 */
export class SigningInProvider implements OAuthClientProvider {
  readonly clientMetadataUrl = CLAUDE_CODE;
  readonly redirectUrl: string;
  readonly clientMetadata: { client_name: string; redirect_uris: string[] };
  /** Where the browser was sent, one URL for each sign-in. */
  readonly signIns: URL[] = [];
  /** Every set of tokens that was issued: after the first, each is a refresh. */
  readonly issued: OAuthTokens[] = [];
  /** What the redirect back carried. */
  callback = new URLSearchParams();
  readonly #email: string;
  #client: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #discovered: OAuthDiscoveryState | undefined;
  #verifier = "";

  constructor(email: string, redirectUrl: string) {
    this.#email = email;
    this.redirectUrl = redirectUrl;
    this.clientMetadata = { client_name: "Client under test", redirect_uris: [redirectUrl] };
  }

  /** Makes the access token one that no gateway knows, as if it had expired while nobody looked. */
  spoilAccessToken(): void {
    if (this.#tokens !== undefined) this.#tokens = { ...this.#tokens, access_token: "expired" };
  }

  state = () => "state-of-the-client";
  clientInformation = () => this.#client;
  saveClientInformation = (client: OAuthClientInformationMixed): void => {
    this.#client = client;
  };
  tokens = () => this.#tokens;
  saveTokens = (tokens: OAuthTokens): void => {
    this.issued.push(tokens);
    this.#tokens = tokens;
  };
  codeVerifier = () => this.#verifier;
  saveCodeVerifier = (verifier: string): void => {
    this.#verifier = verifier;
  };

  discoveryState = () => this.#discovered;
  /** Lets a client check that the answer comes from the authorization server it asked. */
  saveDiscoveryState = (discovered: OAuthDiscoveryState): void => {
    this.#discovered = discovered;
  };

  async redirectToAuthorization(url: URL): Promise<void> {
    this.signIns.push(url);
    this.callback = (await signIn(url, { email: this.#email })).searchParams;
  }
}
