CREATE TABLE "sandboxes" (
	"id" text PRIMARY KEY NOT NULL,
	"learner_id" text NOT NULL,
	"exercise_id" text NOT NULL,
	"runner_id" text NOT NULL,
	"machine" text NOT NULL,
	"state" text NOT NULL,
	"end_reason" text,
	"message" jsonb,
	"preview_label" text NOT NULL,
	"preview_key" text NOT NULL,
	"saved_version" integer DEFAULT 0 NOT NULL,
	"saved_hashes" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"idle_ends_at" timestamp with time zone NOT NULL,
	"absolute_ends_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sandboxes_preview_label_unique" UNIQUE("preview_label")
);
--> statement-breakpoint
ALTER TABLE "runners" ADD COLUMN "draining" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sandboxes" ADD CONSTRAINT "sandboxes_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sandboxes_by_learner" ON "sandboxes" USING btree ("learner_id","exercise_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "sandboxes_live" ON "sandboxes" USING btree ("learner_id","exercise_id") WHERE "sandboxes"."state" in ('preparing', 'ready');--> statement-breakpoint
CREATE INDEX "sandboxes_of_machine" ON "sandboxes" USING btree ("machine","state");