CREATE TABLE "connect_attempt" (
	"state_hash" text PRIMARY KEY NOT NULL,
	"person" uuid NOT NULL,
	"system" text NOT NULL,
	"session_hash" text NOT NULL,
	"pkce_verifier" text NOT NULL,
	"scopes" text[] NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connection" (
	"person" uuid NOT NULL,
	"system" text NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"state" text DEFAULT 'connected' NOT NULL,
	"account" text,
	"scopes" text[] DEFAULT '{}'::text[] NOT NULL,
	"kid" text,
	"wrapped" "bytea",
	"sealed" "bytea",
	"connected_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone,
	"refreshed_at" timestamp with time zone,
	CONSTRAINT "connection_person_system_pk" PRIMARY KEY("person","system")
);
--> statement-breakpoint
CREATE TABLE "saml_assertion" (
	"issuer" text NOT NULL,
	"id_hash" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "saml_assertion_issuer_id_hash_pk" PRIMARY KEY("issuer","id_hash")
);
--> statement-breakpoint
ALTER TABLE "sign_in_attempt" ADD COLUMN "provider_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_in_attempt" ADD COLUMN "identity" jsonb;--> statement-breakpoint
ALTER TABLE "connection" ADD CONSTRAINT "connection_person_person_id_fk" FOREIGN KEY ("person") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connect_attempt_expiry" ON "connect_attempt" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "connection_kid" ON "connection" USING btree ("kid");--> statement-breakpoint
CREATE INDEX "saml_assertion_expiry" ON "saml_assertion" USING btree ("expires_at");