import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type Provider from "oidc-provider";
import type { SignInTokens } from "../federation/identity-provider.ts";
import type { IdentityProviders } from "../federation/identity-providers.ts";
import type { UsedAssertions } from "../federation/used-assertions.ts";
import type { People } from "../store/people.ts";
import type { SignInAttempts } from "../store/sign-in-attempts.ts";
import type { BrowserBinding } from "./browser-binding.ts";
import type { AuthorizationLog, NamesOf, OnEvent } from "./events.ts";
import type { Lifetimes } from "./lifetimes.ts";

export type MayWrite = (personId: string) => Promise<boolean>;

/** What both halves of a sign-in work with: the way to the identity provider, and the way back. */
export interface SignInOptions {
  publicUrl: string;
  /** That of the keys in force. */
  provider: () => Provider;
  identityProviders: IdentityProviders;
  usedAssertions: UsedAssertions;
  /** Told what an OpenID provider issued for a person who has just signed in; what it throws is logged and spoils nothing. */
  onTokens: OnTokens | undefined;
  lifetimes: Lifetimes;
  /** Whether some role of this person holds a tool that changes something. */
  mayWrite: MayWrite;
  attempts: SignInAttempts;
  people: People;
  browsers: BrowserBinding;
  log: AuthorizationLog;
  onEvent: OnEvent;
  namesOf: NamesOf;
}

export type OnTokens = (
  personId: string,
  providerId: string,
  tokens: SignInTokens,
  /** The address that the provider vouches for. */
  account?: string,
) => Promise<void>;

export type SignInContext = Context<{ Bindings: HttpBindings }>;
export type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;
