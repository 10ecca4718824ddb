CREATE TABLE "access_questions" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"text" text,
	"asked_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "audit_subject";--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit_entries" USING btree ("subject","seq");