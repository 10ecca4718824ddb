CREATE TABLE "linked_accounts" (
	"provider" text NOT NULL,
	"owner" text NOT NULL,
	"sealed_grant" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "linked_accounts_provider_owner_pk" PRIMARY KEY("provider","owner")
);
--> statement-breakpoint
CREATE TABLE "started_links" (
	"state" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"owner" text NOT NULL,
	"verifier" text NOT NULL,
	"redirect_uri" text NOT NULL,
	"return_to" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "signing_sessions" ADD COLUMN "factors" jsonb;--> statement-breakpoint
ALTER TABLE "signing_sessions" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "signing_sessions" ADD COLUMN "transaction" jsonb;--> statement-breakpoint
ALTER TABLE "signing_sessions" ADD COLUMN "ask_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "signing_sessions" ADD CONSTRAINT "signing_sessions_reference_unique" UNIQUE("reference");