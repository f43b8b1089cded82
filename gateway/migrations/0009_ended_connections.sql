CREATE TABLE "ended_connection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person" uuid NOT NULL,
	"system" text NOT NULL,
	"kid" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"ended_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"claimed_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "ended_connection_claim" ON "ended_connection" USING btree ("claimed_until");