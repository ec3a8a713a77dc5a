CREATE TABLE "figure_recounts" (
	"board_id" text PRIMARY KEY NOT NULL,
	"began_at" bigint NOT NULL,
	"counted_to" text
);
