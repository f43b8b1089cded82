/**
 * One attack of the list. `later` names the part of the product that will answer it; without it, tests here do. `rest` is what
 * of an attack that is answered otherwise still waits, and for what.
 */
export type Attack = { number: number; title: string; later?: string; rest?: string };

/** Every attack the product must answer, by its number. Test titles cite these numbers. */
export const ATTACKS: readonly Attack[] = [
  { number: 1, title: "a client registers itself with a redirect of its own" },
  { number: 2, title: "a redirect that is almost the registered one" },
  { number: 3, title: "a new client rides on a running company login" },
  { number: 4, title: "a login callback is replayed or moved to another browser" },
  { number: 5, title: "the consent page is framed, forged or fed with HTML" },
  { number: 6, title: "a second authorization passes without a question" },
  {
    number: 7,
    title: "a client document makes the gateway fetch an inner address",
  },
  { number: 8, title: "a client document names another client or a secret" },
  { number: 9, title: "one code is redeemed many times at once" },
  { number: 10, title: "a code is redeemed by the wrong one, or twice" },
  { number: 11, title: "a refresh token is used again, or by another client" },
  { number: 12, title: "a token is forged, foreign, old or meant for somebody else" },
  { number: 13, title: "a token travels in the address" },
  { number: 14, title: "somebody who was just shut out goes on calling" },
  { number: 15, title: "an assertion of another identity system is traded for a token" },
  { number: 16, title: "the issuer is taken out of an authorization answer" },
  { number: 17, title: "a login comes back in the name of another provider" },
  { number: 18, title: "every role calls every tool directly" },
  { number: 19, title: "a tool is called by a name that only looks like it" },
  { number: 20, title: "headers say one thing and the body another" },
  { number: 21, title: "a body is built to be read in two ways, or at great cost" },
  { number: 22, title: "ids in arguments reach beyond one's part of a system" },
  { number: 23, title: "group claims are missing, too many or renamed" },
  { number: 24, title: "a change is asked for with a token for reading" },
  { number: 25, title: "an approval is one's own, altered, old or used twice" },
  { number: 26, title: "a change is sent again after it timed out" },
  { number: 27, title: "a hundred people call at once" },
  { number: 28, title: "a request comes from another site or names another host" },
  { number: 29, title: "somebody takes up a session or a state of another person" },
  { number: 30, title: "bodies and connections beyond all measure" },
  { number: 31, title: "texts made to send pattern matching astray" },
  { number: 32, title: "a system is registered at an inner address" },
  { number: 33, title: "a server is reached past the gateway" },
  { number: 34, title: "routes are spelt in odd ways, and lists are left empty" },
  { number: 35, title: "a system changes what its tools say" },
  {
    number: 36,
    title: "instructions hide in texts of a system",
    rest: "what reads like an order in a third party's description is cleaned and shown to whoever approves it, and nothing yet weighs it",
  },
  { number: 37, title: "a result breaks its schema or has no end" },
  { number: 38, title: "a query language is spoken through arguments" },
  { number: 39, title: "file names and addresses lead elsewhere" },
  {
    number: 40,
    title: "a record asks the model to read other records",
    rest: "rules over chains of calls, and alerts on unusual breadth: comes with observability",
  },
  { number: 41, title: "a secret is looked for in everything that was written" },
  { number: 42, title: "the database is stolen without its keys" },
  { number: 43, title: "keys are rotated under load" },
  { number: 44, title: "one person is noisy, or the limiter's store is gone" },
  { number: 45, title: "somebody leaves the company and stays connected" },
  { number: 46, title: "the audit's store is broken, full or slow", later: "audit verification" },
  { number: 47, title: "the audit is edited, cut or rewritten", later: "audit verification" },
  { number: 48, title: "personal data is planted wherever it could leak", later: "redaction" },
  { number: 49, title: "personal data is disguised", later: "redaction" },
  { number: 50, title: "a dependency is poisoned" },
  { number: 51, title: "one approval is spent twice" },
  { number: 52, title: "two people share a cache through one vendor account", later: "read caches" },
];

/** The number a test's title begins with, as in `12: a token is refused with ...`; undefined where it has none. */
export const numberOf = (title: string): number | undefined => {
  const digits = /^(\d+): /.exec(title)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
