CREATE TABLE "audit_count" (
	"minute" timestamp (3) with time zone NOT NULL,
	"method" text NOT NULL,
	"outcome" text NOT NULL,
	"person" uuid,
	"count" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_person_key" (
	"person" uuid PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_row" (
	"chain" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"request_id" text NOT NULL,
	"person" uuid,
	"system" text,
	"tool" text NOT NULL,
	"outcome" text NOT NULL,
	"facts" json NOT NULL,
	"sealed" "bytea" NOT NULL,
	"mac" "bytea" NOT NULL,
	CONSTRAINT "audit_row_chain_seq_pk" PRIMARY KEY("chain","seq")
);
--> statement-breakpoint
CREATE INDEX "audit_count_minute" ON "audit_count" USING btree ("minute");--> statement-breakpoint
CREATE INDEX "audit_row_at" ON "audit_row" USING btree ("at");