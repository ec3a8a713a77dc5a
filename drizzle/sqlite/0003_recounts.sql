CREATE TABLE `figure_recounts` (
	`board_id` text PRIMARY KEY NOT NULL,
	`began_at` integer NOT NULL,
	`counted_to` text
);
