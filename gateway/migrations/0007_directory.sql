CREATE TABLE "access_ending" (
	"person" uuid PRIMARY KEY NOT NULL,
	"ended_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "provisioned_group" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"display_name" text NOT NULL,
	"external_id" text,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provisioned_member" (
	"group" uuid NOT NULL,
	"person" uuid NOT NULL,
	CONSTRAINT "provisioned_member_group_person_pk" PRIMARY KEY("group","person")
);
--> statement-breakpoint
CREATE TABLE "provisioned_person" (
	"person" uuid PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"external_id" text,
	"user_name" text NOT NULL,
	"active" boolean NOT NULL,
	"attributes" jsonb NOT NULL,
	"version" bigint DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "blocked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "provisioned_member" ADD CONSTRAINT "provisioned_member_group_provisioned_group_id_fk" FOREIGN KEY ("group") REFERENCES "public"."provisioned_group"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provisioned_member" ADD CONSTRAINT "provisioned_member_person_person_id_fk" FOREIGN KEY ("person") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provisioned_person" ADD CONSTRAINT "provisioned_person_person_person_id_fk" FOREIGN KEY ("person") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "provisioned_group_name" ON "provisioned_group" USING btree ("provider",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "provisioned_group_display_name" ON "provisioned_group" USING btree ("provider",lower("display_name"));--> statement-breakpoint
CREATE INDEX "provisioned_member_person" ON "provisioned_member" USING btree ("person");--> statement-breakpoint
CREATE UNIQUE INDEX "provisioned_person_user_name" ON "provisioned_person" USING btree ("provider",lower("user_name")) WHERE "provisioned_person"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "provisioned_person_external_id" ON "provisioned_person" USING btree ("provider","external_id") WHERE "provisioned_person"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "oidc_model_account" ON "oidc_model" USING btree (("payload"->>'accountId'));