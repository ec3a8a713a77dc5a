CREATE TABLE `figure_now` (
	`board_id` text NOT NULL,
	`owner_id` text NOT NULL,
	`team_id` text NOT NULL,
	`stage_id` text NOT NULL,
	`currency` text NOT NULL,
	`leads` integer NOT NULL,
	`minor` integer NOT NULL,
	PRIMARY KEY(`board_id`, `owner_id`, `team_id`, `stage_id`, `currency`)
);
--> statement-breakpoint
INSERT INTO figure_now (board_id, owner_id, team_id, stage_id, currency, leads, minor)
	SELECT board_id, coalesce(owner_id, ''), coalesce(team_id, ''), stage_id, currency, count(*), coalesce(sum(expected_minor), 0)
	FROM leads WHERE state = 'open' GROUP BY 1, 2, 3, 4, 5;
