import { LABELS } from "@gatehouse/tool";
import { z } from "zod";
import { approvalsSchema, systemApprovalsSchema } from "../approvals/config.ts";
import { clientsSchema, enterpriseManagedSchema } from "../authorization/clients/config.ts";
import { channelsSchema } from "../channels/config.ts";
import { credentialsSchema, vaultSchema } from "../credentials/config.ts";
import { directorySchema } from "../directory/config.ts";
import { identityProvidersSchema } from "../federation/config.ts";
import { LOG_LEVELS } from "../observe/log.ts";
import { formerPhaseSchema, phasesSchema, raiseSchema } from "../phases/config.ts";
import { checkKind, egressSchema, thirdPartySchema } from "../third-party/config.ts";
import { nameSchema as name, toolNameSchema as toolName } from "./names.ts";
import { secretSchema as secret } from "./secret.ts";
import { fits, fromEnvironment, orElse, textThat } from "./text.ts";
import { portFault, publicUrlFault } from "./values.ts";

const perMinute = z.int().min(1).max(100_000);
const phase = z.literal([1, 2, 3]);

const port = z.union([z.int().refine(...fits(portFault)), fromEnvironment], orElse("a port number"));

/** Long enough for a sentence of conditions, and short enough that even the slowest is worked out in no time. */
const expression = z.string().min(1).max(1_000);

/** An expression in CEL over `args` and `caller`, alone or with what it asks for in words that people read when it refuses. */
const rule = z
  .union([expression, z.strictObject({ when: expression, explain: z.string().min(1).max(300).optional() })])
  .transform((given) => (typeof given === "string" ? { when: given, explain: undefined } : given));

/** One line of the table that a role's rules are tried with whenever the file is read. */
const ruleTest = z.strictObject({
  tool: toolName,
  args: z.record(z.string(), z.unknown()),
  /** Somebody with this role alone, as far as nothing else is said. */
  caller: z
    .strictObject({
      id: z.string().default("somebody"),
      email: z.string().default("somebody@company.example"),
      roles: z.array(name).optional(),
    })
    .prefault({}),
  expect: z.enum(["allow", "refuse"]),
  why: z.string().min(1).optional(),
});

const role = z.strictObject({
  title: z.string().min(1),
  /** Whose groups and app roles these are, by its name in `identityProviders`; needed where there is more than one. */
  provider: name.optional(),
  /** Groups of the identity provider that hold this role. */
  groups: z.array(z.string().min(1)).default([]),
  /** App roles of the identity provider that hold this role. */
  appRoles: z.array(z.string().min(1)).default([]),
  /** Labels of protected fields this role may see. */
  sees: z.array(z.enum(LABELS)).default([]),
  perMinute: perMinute.optional(),
  /** Every tool by its name. There are no wildcards and no inheritance: what is not named is refused. */
  tools: z.array(toolName).min(1),
  /** Of tools that this role grants for some arguments only, by name; of the others it grants every call. */
  rules: z.record(toolName, rule).default({}),
  /** Writes of which this role is shown first what would change, and confirms it. */
  confirm: z.array(toolName).default([]),
  tests: z.array(ruleTest).default([]),
});

/** What differs for one person, named by what the identity provider calls them, never by a mail address that can move. */
const exception = z.strictObject({
  subject: z.string().min(1),
  /** An identity provider's issuer or SAML entity id, to the letter; a SAML one need be no address. Needed with several. */
  issuer: z.string().min(1).optional(),
  note: z.string().optional(),
  roles: z.array(name).default([]),
  perMinute: perMinute.optional(),
  tools: z.record(toolName, perMinute).default({}),
  /** The highest phase of a system that counts for this person, however far it is open. */
  phases: z.record(name, phase).default({}),
});

const system = z.strictObject({
  /** The origin of its MCP server. https, except on this machine: whoever hears an assertion can trade it for a person's token. */
  url: textThat(publicUrlFault).optional(),
  /** The folder of its reviewed catalog, relative to this file. */
  catalog: z.string().min(1).optional(),
  /** Instead of both: an MCP server of somebody else's. */
  thirdParty: thirdPartySchema.optional(),
  phase: formerPhaseSchema,
  raise: raiseSchema,
  approvals: systemApprovalsSchema,
  /** One call in all, below the 240 s after which claude.ai gives up. */
  timeoutSeconds: z.int().min(1).max(180).default(60),
  /**
   * How long after that a change that was sent and not answered may still take effect in the system. What became of it is looked up
   * only then: looked up too early, it could be found undone, and then happen.
   */
  settleSeconds: z.int().min(1).max(600).default(30),
  connections: z.int().min(1).max(512).default(64),
  /** Whom to ask for more in this system. */
  contact: z.string().min(1).optional(),
  /** Passes prompts, resources, completion and change notices on as well; for servers that are more than tools. */
  relays: z.boolean().default(false),
  /** How its vendor is signed in to, where that is the gateway's to do; otherwise the server does it by itself. */
  credentials: credentialsSchema.optional(),
});

export const configSchema = z.strictObject({
  /** `production` refuses to start with what only suits a demonstration; see `production.ts`. */
  profile: z.enum(["development", "production"]).default("development"),
  company: z.strictObject({ name: z.string().min(1), contact: z.string().min(1) }),
  publicUrl: textThat(publicUrlFault),
  listen: z.strictObject({
    host: z.string().default("127.0.0.1"),
    port,
    /** Only behind a proxy that writes X-Forwarded-For itself: then its last entry is the client's address on record. */
    trustProxy: z.boolean().default(false),
    /** How long a gateway that was told to stop still serves, until the load balancer has seen that it is not ready. */
    leaveSeconds: z.int().min(0).max(60).default(0),
  }),
  /** GATEHOUSE_LOG_LEVEL overrides the level. */
  log: z.strictObject({ level: z.enum(LOG_LEVELS).default("info") }).prefault({}),
  database: z.strictObject({ url: secret }),
  keys: z.strictObject({ signing: secret, assertion: secret, cookies: secret, audit: secret }),
  identityProviders: identityProvidersSchema,
  directory: directorySchema,
  vault: vaultSchema.optional(),
  /** Who may read /metrics: the bearer of this token. Without one, only a gateway on loopback shows them. */
  metrics: z.strictObject({ token: secret }).optional(),
  tokens: z
    .strictObject({
      accessMinutes: z.int().min(6).max(1440).default(60),
      loginDays: z.int().min(1).max(30).default(14),
    })
    .prefault({}),
  clients: clientsSchema,
  enterpriseManaged: enterpriseManagedSchema,
  /** Who may open the pages for administrators. */
  administrators: z.strictObject({ roles: z.array(name).min(1) }).optional(),
  /** Who may look at the pages that show what was done, and change nothing there. */
  auditors: z.strictObject({ roles: z.array(name).min(1) }).optional(),
  phases: phasesSchema,
  approvals: approvalsSchema,
  channels: channelsSchema,
  egress: egressSchema,
  systems: z.record(name, system.superRefine(checkKind)),
  limits: z
    .strictObject({
      perMinute: perMinute.default(120),
      systems: z.record(name, perMinute).default({}),
      tools: z.record(toolName, perMinute).default({}),
    })
    .prefault({}),
  roles: z.record(name, role),
  people: z.array(exception).default([]),
});

export type Config = z.output<typeof configSchema>;
