CREATE TABLE "audit_entries" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" text NOT NULL,
	"actor" text NOT NULL,
	"role" text NOT NULL,
	"agency" text,
	"action" text NOT NULL,
	"object" text NOT NULL,
	"subject" text,
	"ground" text,
	"previous" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"dossier" text NOT NULL,
	"destination" text NOT NULL,
	"round" integer NOT NULL,
	"manifest" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"last_attempt_at" timestamp with time zone,
	"next_attempt_at" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"acknowledgement_code" text,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "dossier_documents" (
	"id" text PRIMARY KEY NOT NULL,
	"dossier" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"signed" boolean NOT NULL,
	"added_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dossier_events" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"dossier" text NOT NULL,
	"event" text NOT NULL,
	"party" text NOT NULL,
	"actor" text,
	"at" timestamp with time zone NOT NULL,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "dossier_numbers" (
	"agency" text NOT NULL,
	"series" text NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "dossier_numbers_agency_series_pk" PRIMARY KEY("agency","series")
);
--> statement-breakpoint
CREATE TABLE "dossiers" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"owner" text NOT NULL,
	"agency" text NOT NULL,
	"procedure" text NOT NULL,
	"definition" jsonb NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"answers" jsonb NOT NULL,
	"provenance" jsonb NOT NULL,
	"applicant" jsonb NOT NULL,
	"submitted_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"due" jsonb NOT NULL,
	"receipt" jsonb NOT NULL,
	"report" jsonb NOT NULL,
	"verdict" jsonb NOT NULL,
	"answers_match_document" boolean NOT NULL,
	"acceptance" jsonb,
	"correction" jsonb,
	"refusal" jsonb,
	"delivery" jsonb NOT NULL,
	CONSTRAINT "dossiers_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"id" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"procedure" text NOT NULL,
	"revision" text NOT NULL,
	"version" integer NOT NULL,
	"open" boolean NOT NULL,
	"answers" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"attachments" jsonb NOT NULL,
	"document" jsonb,
	"signed" jsonb,
	"corrects" text,
	"created_at" timestamp with time zone NOT NULL,
	"saved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "logins" (
	"state" text PRIMARY KEY NOT NULL,
	"verifier" text NOT NULL,
	"nonce" text NOT NULL,
	"return_to" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"account" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signing_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"draft" text NOT NULL,
	"owner" text NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"provider" text NOT NULL,
	"credential" text NOT NULL,
	"document_digest" text NOT NULL,
	"prepared" jsonb NOT NULL,
	"pending" jsonb,
	"oauth_state" text,
	"signature_value" text,
	"return_to" text NOT NULL,
	"problem" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "signing_sessions_oauth_state_unique" UNIQUE("oauth_state")
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"draft" text PRIMARY KEY NOT NULL,
	"dossier" text NOT NULL,
	"key" text NOT NULL,
	"owner" text NOT NULL,
	"content" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit_entries" USING btree ("subject");--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_round" ON "deliveries" USING btree ("dossier","round");--> statement-breakpoint
CREATE INDEX "deliveries_state" ON "deliveries" USING btree ("state");--> statement-breakpoint
CREATE INDEX "dossier_documents_dossier" ON "dossier_documents" USING btree ("dossier");--> statement-breakpoint
CREATE UNIQUE INDEX "dossier_documents_one_result" ON "dossier_documents" USING btree ("dossier") WHERE "dossier_documents"."kind" = 'result';--> statement-breakpoint
CREATE INDEX "dossier_events_dossier" ON "dossier_events" USING btree ("dossier");--> statement-breakpoint
CREATE INDEX "dossiers_owner" ON "dossiers" USING btree ("owner");--> statement-breakpoint
CREATE INDEX "dossiers_queue" ON "dossiers" USING btree ("agency","state","due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "drafts_one_open" ON "drafts" USING btree ("owner","procedure") WHERE "drafts"."open" and "drafts"."corrects" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "drafts_one_correction" ON "drafts" USING btree ("corrects") WHERE "drafts"."open" and "drafts"."corrects" is not null;--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "signing_sessions_draft" ON "signing_sessions" USING btree ("draft");--> statement-breakpoint
CREATE UNIQUE INDEX "signing_sessions_one_open" ON "signing_sessions" USING btree ("draft") WHERE "signing_sessions"."state" in ('prepared','awaiting','authorised','signed');--> statement-breakpoint
CREATE UNIQUE INDEX "submissions_key" ON "submissions" USING btree ("owner","key");