CREATE TABLE `activities` (
	`id` text PRIMARY KEY NOT NULL,
	`lead_id` text NOT NULL,
	`person_id` text,
	`spell_id` text,
	`kind` text NOT NULL,
	`direction` text,
	`outcome` text,
	`duration_seconds` integer,
	`at` integer NOT NULL,
	`recorded_at` integer NOT NULL,
	`verified` integer NOT NULL,
	`qualifying` integer NOT NULL,
	`note` text,
	`voided_at` integer,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `activities_lead` ON `activities` (`lead_id`,`at`);--> statement-breakpoint
CREATE INDEX `activities_person` ON `activities` (`person_id`,`at`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text,
	`kind` text NOT NULL,
	`target` text,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at`);--> statement-breakpoint
CREATE TABLE `board_teams` (
	`board_id` text NOT NULL,
	`team_id` text NOT NULL,
	PRIMARY KEY(`board_id`, `team_id`)
);
--> statement-breakpoint
CREATE TABLE `boards` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`rank` integer NOT NULL,
	`visibility` text NOT NULL,
	`created_at` integer NOT NULL,
	`archived_at` integer
);
--> statement-breakpoint
CREATE TABLE `channels` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`archived_at` integer
);
--> statement-breakpoint
CREATE TABLE `contact_views` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`lead_id` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `contact_views_person` ON `contact_views` (`person_id`,`at`);--> statement-breakpoint
CREATE TABLE `customer_personal` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`company` text,
	`region` text,
	`remark` text,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `customers` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`created_at` integer NOT NULL,
	`erased_at` integer
);
--> statement-breakpoint
CREATE TABLE `events` (
	`stream_id` text NOT NULL,
	`seq` integer NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text,
	`client_id` text,
	`mutation_id` text,
	`payload` text NOT NULL,
	`personal` text,
	PRIMARY KEY(`stream_id`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `events_at` ON `events` (`at`);--> statement-breakpoint
CREATE TABLE `figure_cells` (
	`board_id` text NOT NULL,
	`basis` text NOT NULL,
	`day` text NOT NULL,
	`dim` text NOT NULL,
	`value` text NOT NULL,
	`team_id` text NOT NULL,
	`currency` text NOT NULL,
	`leads` integer NOT NULL,
	`won` integer NOT NULL,
	`lost` integer NOT NULL,
	`won_minor` integer NOT NULL,
	PRIMARY KEY(`board_id`, `basis`, `dim`, `day`, `value`, `team_id`, `currency`)
);
--> statement-breakpoint
CREATE TABLE `figure_cycles` (
	`board_id` text NOT NULL,
	`basis` text NOT NULL,
	`day` text NOT NULL,
	`dim` text NOT NULL,
	`value` text NOT NULL,
	`team_id` text NOT NULL,
	`outcome` text NOT NULL,
	`tenths` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`board_id`, `basis`, `dim`, `day`, `value`, `team_id`, `outcome`, `tenths`)
);
--> statement-breakpoint
CREATE TABLE `figure_reach` (
	`board_id` text NOT NULL,
	`basis` text NOT NULL,
	`day` text NOT NULL,
	`dim` text NOT NULL,
	`value` text NOT NULL,
	`team_id` text NOT NULL,
	`stage_id` text NOT NULL,
	`entered` integer NOT NULL,
	`advanced` integer NOT NULL,
	PRIMARY KEY(`board_id`, `basis`, `dim`, `day`, `value`, `team_id`, `stage_id`)
);
--> statement-breakpoint
CREATE TABLE `identities` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`raw` text NOT NULL,
	`label` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `identities_value` ON `identities` (`kind`,`value`);--> statement-breakpoint
CREATE INDEX `identities_customer` ON `identities` (`customer_id`);--> statement-breakpoint
CREATE TABLE `import_files` (
	`import_id` text NOT NULL,
	`part` integer NOT NULL,
	`body` blob NOT NULL,
	PRIMARY KEY(`import_id`, `part`)
);
--> statement-breakpoint
CREATE TABLE `import_rows` (
	`import_id` text NOT NULL,
	`row_no` integer NOT NULL,
	`outcome` text NOT NULL,
	`lead_id` text,
	`reasons` text,
	`personal` text,
	PRIMARY KEY(`import_id`, `row_no`)
);
--> statement-breakpoint
CREATE INDEX `import_rows_lead` ON `import_rows` (`lead_id`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`board_id` text NOT NULL,
	`person_id` text,
	`file_name` text NOT NULL,
	`state` text NOT NULL,
	`options` text NOT NULL,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`created` integer NOT NULL,
	`updated` integer NOT NULL,
	`skipped` integer NOT NULL,
	`failed` integer NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`undone_at` integer,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `imports_board` ON `imports` (`board_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `job_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`job` text NOT NULL,
	`due_at` integer NOT NULL,
	`leased_by` text,
	`leased_until` integer,
	`attempts` integer NOT NULL,
	`finished_at` integer,
	`result` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `job_runs_once` ON `job_runs` (`job`,`due_at`);--> statement-breakpoint
CREATE INDEX `job_runs_open` ON `job_runs` (`finished_at`,`due_at`);--> statement-breakpoint
CREATE TABLE `lead_history` (
	`id` text PRIMARY KEY NOT NULL,
	`lead_id` text NOT NULL,
	`board_id` text NOT NULL,
	`kind` text NOT NULL,
	`occurred_at` integer,
	`recorded_at` integer NOT NULL,
	`actor_id` text,
	`system` text,
	`data` text NOT NULL,
	`personal` text,
	`voided_by` text
);
--> statement-breakpoint
CREATE INDEX `lead_history_lead` ON `lead_history` (`lead_id`,`recorded_at`);--> statement-breakpoint
CREATE INDEX `lead_history_board` ON `lead_history` (`board_id`,`occurred_at`);--> statement-breakpoint
CREATE TABLE `leads` (
	`id` text PRIMARY KEY NOT NULL,
	`board_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`stage_id` text NOT NULL,
	`position` text NOT NULL,
	`state` text NOT NULL,
	`product_id` text,
	`channel_id` text,
	`campaign` text,
	`expected_minor` integer,
	`won_minor` integer,
	`currency` text NOT NULL,
	`intent` integer NOT NULL,
	`tags` text NOT NULL,
	`external_id` text,
	`import_id` text,
	`owner_id` text,
	`team_id` text,
	`credit_id` text,
	`credit_team_id` text,
	`pool_id` text,
	`pooled_at` integer,
	`pooled_by` text,
	`former_owner_id` text,
	`spell_id` text,
	`spell_started_at` integer,
	`idle_from` integer,
	`hold_until` integer,
	`protected_until` integer,
	`deadline_at` integer,
	`clock` text NOT NULL,
	`warn_due_at` integer,
	`warned_for` integer,
	`arrived_at` integer,
	`created_at` integer NOT NULL,
	`stage_since` integer NOT NULL,
	`reached` text NOT NULL,
	`next_at` integer,
	`next_kind` text,
	`last_follow_up_at` integer,
	`closed_at` integer,
	`lost_reason_id` text,
	`version` integer NOT NULL,
	FOREIGN KEY (`board_id`) REFERENCES `boards`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stage_id`) REFERENCES `stages`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `leads_column` ON `leads` (`board_id`,`stage_id`,`position`);--> statement-breakpoint
CREATE INDEX `leads_board_state` ON `leads` (`board_id`,`state`,`closed_at`);--> statement-breakpoint
CREATE INDEX `leads_owner` ON `leads` (`owner_id`,`state`);--> statement-breakpoint
CREATE INDEX `leads_customer` ON `leads` (`customer_id`);--> statement-breakpoint
CREATE INDEX `leads_deadline` ON `leads` (`deadline_at`);--> statement-breakpoint
CREATE INDEX `leads_warning` ON `leads` (`warn_due_at`);--> statement-breakpoint
CREATE INDEX `leads_pool` ON `leads` (`pool_id`);--> statement-breakpoint
CREATE INDEX `leads_import` ON `leads` (`import_id`);--> statement-breakpoint
CREATE INDEX `leads_external` ON `leads` (`board_id`,`external_id`);--> statement-breakpoint
CREATE TABLE `lost_reasons` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`rank` integer NOT NULL,
	`archived_at` integer
);
--> statement-breakpoint
CREATE TABLE `mutations` (
	`client_id` text NOT NULL,
	`mutation_id` text NOT NULL,
	`at` integer NOT NULL,
	`answer` text NOT NULL,
	PRIMARY KEY(`client_id`, `mutation_id`)
);
--> statement-breakpoint
CREATE INDEX `mutations_at` ON `mutations` (`at`);--> statement-breakpoint
CREATE TABLE `notices` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	`lead_id` text,
	`args` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `notices_person` ON `notices` (`person_id`,`at`);--> statement-breakpoint
CREATE INDEX `notices_lead` ON `notices` (`lead_id`);--> statement-breakpoint
CREATE TABLE `one_time_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`person_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`status` text NOT NULL,
	`password_hash` text,
	`must_change_password` integer NOT NULL,
	`locale` text,
	`theme` text,
	`capacity` integer,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_email` ON `people` (`email`);--> statement-breakpoint
CREATE TABLE `pools` (
	`id` text PRIMARY KEY NOT NULL,
	`board_id` text NOT NULL,
	`name` text NOT NULL,
	`recycling` integer NOT NULL,
	`recycling_since` integer,
	`idle_days` real NOT NULL,
	`warn_hours` text NOT NULL,
	`grace_hours` real NOT NULL,
	`holding_limit` integer,
	`daily_claims` integer,
	`cool_down_hours` real NOT NULL,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`archived_at` integer,
	FOREIGN KEY (`board_id`) REFERENCES `boards`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `pools_board` ON `pools` (`board_id`);--> statement-breakpoint
CREATE TABLE `products` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`series` text,
	`price_minor` integer,
	`currency` text,
	`archived_at` integer
);
--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` text PRIMARY KEY NOT NULL,
	`board_id` text NOT NULL,
	`person_id` text,
	`name` text NOT NULL,
	`filter` text NOT NULL,
	`rank` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `saved_views_board` ON `saved_views` (`board_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `screens` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`name` text NOT NULL,
	`board_id` text NOT NULL,
	`team_ids` text,
	`show_surname` integer NOT NULL,
	`locale` text NOT NULL,
	`created_by_id` text,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	`last_seen_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `screens_token` ON `screens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `search_terms` (
	`term` text NOT NULL,
	`lead_id` text NOT NULL,
	PRIMARY KEY(`term`, `lead_id`)
);
--> statement-breakpoint
CREATE INDEX `search_terms_lead` ON `search_terms` (`lead_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`user_agent` text,
	FOREIGN KEY (`user_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `spells` (
	`id` text PRIMARY KEY NOT NULL,
	`lead_id` text NOT NULL,
	`board_id` text NOT NULL,
	`owner_id` text NOT NULL,
	`team_id` text,
	`started_at` integer NOT NULL,
	`began` text NOT NULL,
	`began_by_id` text,
	`ended_at` integer,
	`ended` text,
	`ended_by_id` text,
	`explanation` text,
	`open_lead_id` text,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `spells_one_open` ON `spells` (`open_lead_id`);--> statement-breakpoint
CREATE INDEX `spells_lead` ON `spells` (`lead_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `spells_owner` ON `spells` (`owner_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `stages` (
	`id` text PRIMARY KEY NOT NULL,
	`board_id` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`probability` integer NOT NULL,
	`rank` integer NOT NULL,
	`archived_at` integer,
	FOREIGN KEY (`board_id`) REFERENCES `boards`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `stages_board` ON `stages` (`board_id`,`rank`);--> statement-breakpoint
CREATE TABLE `streams` (
	`id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`floor` integer NOT NULL,
	`config` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `team_members` (
	`id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`duty` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer,
	FOREIGN KEY (`team_id`) REFERENCES `teams`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `team_members_person` ON `team_members` (`person_id`,`until_at`);--> statement-breakpoint
CREATE INDEX `team_members_team` ON `team_members` (`team_id`,`until_at`);--> statement-breakpoint
CREATE TABLE `teams` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`region` text,
	`reps_see` text NOT NULL,
	`created_at` integer NOT NULL,
	`archived_at` integer
);
