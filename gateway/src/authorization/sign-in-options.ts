import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type Provider from "oidc-provider";
import type { People } from "../store/people.ts";
import type { SignInAttempts } from "../store/sign-in-attempts.ts";
import type { BrowserBinding } from "./browser-binding.ts";
import type { AuthorizationLog, NamesOf, OnEvent } from "./events.ts";
import type { IdentityProvider, IdentityProviderSettings } from "./identity-provider.ts";
import type { Lifetimes } from "./lifetimes.ts";

/** What both halves of a sign-in work with: the way to the identity provider, and the way back. */
export interface SignInOptions {
  publicUrl: string;
  /** The callback as registered at the identity provider. */
  callbackUrl: string;
  provider: Provider;
  identityProvider: IdentityProvider;
  settings: IdentityProviderSettings;
  lifetimes: Lifetimes;
  attempts: SignInAttempts;
  people: People;
  browsers: BrowserBinding;
  log: AuthorizationLog;
  onEvent: OnEvent;
  namesOf: NamesOf;
}

export type SignInContext = Context<{ Bindings: HttpBindings }>;
export type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;
