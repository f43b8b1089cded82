CREATE TABLE "approval_decision" (
	"request" uuid NOT NULL,
	"approver" uuid NOT NULL,
	"authority" uuid NOT NULL,
	"role" text NOT NULL,
	"decision" text NOT NULL,
	"is_opener" boolean NOT NULL,
	"channel" text NOT NULL,
	"signed_in_at" timestamp (3) with time zone NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"note" "bytea",
	"mac" "bytea" NOT NULL,
	CONSTRAINT "approval_decision_request_approver_pk" PRIMARY KEY("request","approver")
);
--> statement-breakpoint
CREATE TABLE "approval_delegation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"from_person" uuid NOT NULL,
	"to_person" uuid NOT NULL,
	"system" text,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "break_glass_review" (
	"request" uuid PRIMARY KEY NOT NULL,
	"opened_by" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"closed_by" uuid,
	"closed_at" timestamp (3) with time zone,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "change_event" (
	"request" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"state" text NOT NULL,
	"actor" uuid,
	"channel" text NOT NULL,
	"why" text,
	"note" "bytea",
	CONSTRAINT "change_event_request_seq_pk" PRIMARY KEY("request","seq")
);
--> statement-breakpoint
CREATE TABLE "change_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"needs" text NOT NULL,
	"person" uuid NOT NULL,
	"grant_id" text NOT NULL,
	"client_id" text NOT NULL,
	"system" text NOT NULL,
	"tool" text NOT NULL,
	"phase" integer NOT NULL,
	"definition_hash" text NOT NULL,
	"policy_version" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"repeats_until" timestamp (3) with time zone,
	"arguments_hash" text NOT NULL,
	"before_hash" text NOT NULL,
	"after_hash" text NOT NULL,
	"amount" numeric,
	"currency" text,
	"approvals_needed" integer DEFAULT 0 NOT NULL,
	"content" "bytea" NOT NULL,
	"result" "bytea",
	"outcome" text,
	"why" text,
	"undoes" uuid,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "channel_message" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"request" uuid NOT NULL,
	"channel" text NOT NULL,
	"person" uuid NOT NULL,
	"about" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"place" jsonb,
	"failure" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channel_message_once" UNIQUE("request","channel","person","about")
);
--> statement-breakpoint
CREATE TABLE "channel_test" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"channel" text NOT NULL,
	"ok" boolean NOT NULL,
	"detail" text NOT NULL,
	"tested_by" uuid,
	"tested_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slack_account" (
	"team" text NOT NULL,
	"slack_user" text NOT NULL,
	"person" uuid NOT NULL,
	"linked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "slack_account_user" UNIQUE("team","slack_user"),
	CONSTRAINT "slack_account_person" UNIQUE("person")
);
--> statement-breakpoint
CREATE TABLE "contract_result" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"system" text NOT NULL,
	"target" text NOT NULL,
	"passed" integer NOT NULL,
	"failed" integer NOT NULL,
	"catalog_hash" text NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "phase_opening" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"system" text NOT NULL,
	"phase" integer NOT NULL,
	"role" text,
	"proposal" uuid NOT NULL,
	"openers" uuid[] NOT NULL,
	"opened_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ends_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"closed_by" uuid,
	"closed_as" text,
	"close_reason" text
);
--> statement-breakpoint
CREATE TABLE "phase_proposal" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"system" text NOT NULL,
	"phase" integer NOT NULL,
	"role" text,
	"ends_at" timestamp (3) with time zone,
	"reason" text NOT NULL,
	"ticket" text NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"report" jsonb NOT NULL,
	"waivers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "pinned_tool" (
	"system" text NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb,
	"definition_hash" text,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"seen" jsonb,
	"seen_hash" text,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pinned_tool_system_name_pk" PRIMARY KEY("system","name")
);
--> statement-breakpoint
ALTER TABLE "approval_decision" ADD CONSTRAINT "approval_decision_request_change_request_id_fk" FOREIGN KEY ("request") REFERENCES "public"."change_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass_review" ADD CONSTRAINT "break_glass_review_request_change_request_id_fk" FOREIGN KEY ("request") REFERENCES "public"."change_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_event" ADD CONSTRAINT "change_event_request_change_request_id_fk" FOREIGN KEY ("request") REFERENCES "public"."change_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_message" ADD CONSTRAINT "channel_message_request_change_request_id_fk" FOREIGN KEY ("request") REFERENCES "public"."change_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "phase_opening" ADD CONSTRAINT "phase_opening_proposal_phase_proposal_id_fk" FOREIGN KEY ("proposal") REFERENCES "public"."phase_proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "approval_delegation_to" ON "approval_delegation" USING btree ("to_person","ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "change_request_under_way" ON "change_request" USING btree ("person","idempotency_key") WHERE state in ('confirming', 'pending', 'approved', 'executing', 'unknown');--> statement-breakpoint
CREATE INDEX "change_request_key" ON "change_request" USING btree ("person","idempotency_key","asked_at");--> statement-breakpoint
CREATE INDEX "change_request_person" ON "change_request" USING btree ("person","asked_at");--> statement-breakpoint
CREATE INDEX "change_request_open" ON "change_request" USING btree ("state","asked_at") WHERE state in ('confirming', 'pending', 'approved', 'executing', 'unknown');--> statement-breakpoint
CREATE UNIQUE INDEX "change_request_undone" ON "change_request" USING btree ("undoes") WHERE undoes is not null and state in ('executing', 'done', 'unknown');--> statement-breakpoint
CREATE INDEX "channel_message_due" ON "channel_message" USING btree ("state","next_at");--> statement-breakpoint
CREATE INDEX "channel_test_at" ON "channel_test" USING btree ("channel","tested_at");--> statement-breakpoint
CREATE INDEX "contract_result_system" ON "contract_result" USING btree ("system","ran_at");--> statement-breakpoint
CREATE INDEX "phase_opening_open" ON "phase_opening" USING btree ("system") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "phase_opening_system" ON "phase_opening" USING btree ("system","opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "phase_proposal_open" ON "phase_proposal" USING btree ("system","phase") WHERE state = 'proposed';--> statement-breakpoint
CREATE INDEX "phase_proposal_system" ON "phase_proposal" USING btree ("system","proposed_at");