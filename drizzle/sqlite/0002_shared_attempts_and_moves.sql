CREATE TABLE `sign_in_attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`attempts` integer NOT NULL,
	`until_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_in_attempts_until` ON `sign_in_attempts` (`until_at`);--> statement-breakpoint
CREATE TABLE `team_moves` (
	`person_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
