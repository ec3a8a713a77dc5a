CREATE TABLE "activities" (
	"id" text PRIMARY KEY NOT NULL,
	"lead_id" text NOT NULL,
	"person_id" text,
	"spell_id" text,
	"kind" text NOT NULL,
	"direction" text,
	"outcome" text,
	"duration_seconds" bigint,
	"at" bigint NOT NULL,
	"recorded_at" bigint NOT NULL,
	"verified" bigint NOT NULL,
	"qualifying" bigint NOT NULL,
	"note" text,
	"voided_at" bigint
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"actor_id" text,
	"kind" text NOT NULL,
	"target" text,
	"data" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "board_teams" (
	"board_id" text NOT NULL,
	"team_id" text NOT NULL,
	CONSTRAINT "board_teams_board_id_team_id_pk" PRIMARY KEY("board_id","team_id")
);
--> statement-breakpoint
CREATE TABLE "boards" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"rank" bigint NOT NULL,
	"visibility" text NOT NULL,
	"created_at" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "contact_views" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"lead_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_personal" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"company" text,
	"region" text,
	"remark" text
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"created_at" bigint NOT NULL,
	"erased_at" bigint
);
--> statement-breakpoint
CREATE TABLE "events" (
	"stream_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"at" bigint NOT NULL,
	"actor_id" text,
	"client_id" text,
	"mutation_id" text,
	"payload" text NOT NULL,
	"personal" text,
	CONSTRAINT "events_stream_id_seq_pk" PRIMARY KEY("stream_id","seq")
);
--> statement-breakpoint
CREATE TABLE "figure_cells" (
	"board_id" text NOT NULL,
	"basis" text NOT NULL,
	"day" text NOT NULL,
	"dim" text NOT NULL,
	"value" text NOT NULL,
	"team_id" text NOT NULL,
	"currency" text NOT NULL,
	"leads" bigint NOT NULL,
	"won" bigint NOT NULL,
	"lost" bigint NOT NULL,
	"won_minor" bigint NOT NULL,
	CONSTRAINT "figure_cells_board_id_basis_dim_day_value_team_id_currency_pk" PRIMARY KEY("board_id","basis","dim","day","value","team_id","currency")
);
--> statement-breakpoint
CREATE TABLE "figure_cycles" (
	"board_id" text NOT NULL,
	"basis" text NOT NULL,
	"day" text NOT NULL,
	"dim" text NOT NULL,
	"value" text NOT NULL,
	"team_id" text NOT NULL,
	"outcome" text NOT NULL,
	"tenths" bigint NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "figure_cycles_board_id_basis_dim_day_value_team_id_outcome_tenths_pk" PRIMARY KEY("board_id","basis","dim","day","value","team_id","outcome","tenths")
);
--> statement-breakpoint
CREATE TABLE "figure_reach" (
	"board_id" text NOT NULL,
	"basis" text NOT NULL,
	"day" text NOT NULL,
	"dim" text NOT NULL,
	"value" text NOT NULL,
	"team_id" text NOT NULL,
	"stage_id" text NOT NULL,
	"entered" bigint NOT NULL,
	"advanced" bigint NOT NULL,
	CONSTRAINT "figure_reach_board_id_basis_dim_day_value_team_id_stage_id_pk" PRIMARY KEY("board_id","basis","dim","day","value","team_id","stage_id")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"raw" text NOT NULL,
	"label" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_files" (
	"import_id" text NOT NULL,
	"part" bigint NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "import_files_import_id_part_pk" PRIMARY KEY("import_id","part")
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"import_id" text NOT NULL,
	"row_no" bigint NOT NULL,
	"outcome" text NOT NULL,
	"lead_id" text,
	"reasons" text,
	"personal" text,
	CONSTRAINT "import_rows_import_id_row_no_pk" PRIMARY KEY("import_id","row_no")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" text PRIMARY KEY NOT NULL,
	"board_id" text NOT NULL,
	"person_id" text,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"options" text NOT NULL,
	"total" bigint NOT NULL,
	"done" bigint NOT NULL,
	"created" bigint NOT NULL,
	"updated" bigint NOT NULL,
	"skipped" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"finished_at" bigint,
	"undone_at" bigint,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"job" text NOT NULL,
	"due_at" bigint NOT NULL,
	"leased_by" text,
	"leased_until" bigint,
	"attempts" bigint NOT NULL,
	"finished_at" bigint,
	"result" text
);
--> statement-breakpoint
CREATE TABLE "lead_history" (
	"id" text PRIMARY KEY NOT NULL,
	"lead_id" text NOT NULL,
	"board_id" text NOT NULL,
	"kind" text NOT NULL,
	"occurred_at" bigint,
	"recorded_at" bigint NOT NULL,
	"actor_id" text,
	"system" text,
	"data" text NOT NULL,
	"personal" text,
	"voided_by" text
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" text PRIMARY KEY NOT NULL,
	"board_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"stage_id" text NOT NULL,
	"position" text COLLATE "C" NOT NULL,
	"state" text NOT NULL,
	"product_id" text,
	"channel_id" text,
	"campaign" text,
	"expected_minor" bigint,
	"won_minor" bigint,
	"currency" text NOT NULL,
	"intent" bigint NOT NULL,
	"tags" text NOT NULL,
	"external_id" text,
	"import_id" text,
	"owner_id" text,
	"team_id" text,
	"credit_id" text,
	"credit_team_id" text,
	"pool_id" text,
	"pooled_at" bigint,
	"pooled_by" text,
	"former_owner_id" text,
	"spell_id" text,
	"spell_started_at" bigint,
	"idle_from" bigint,
	"hold_until" bigint,
	"protected_until" bigint,
	"deadline_at" bigint,
	"clock" text NOT NULL,
	"warn_due_at" bigint,
	"warned_for" bigint,
	"arrived_at" bigint,
	"created_at" bigint NOT NULL,
	"stage_since" bigint NOT NULL,
	"reached" text NOT NULL,
	"next_at" bigint,
	"next_kind" text,
	"last_follow_up_at" bigint,
	"closed_at" bigint,
	"lost_reason_id" text,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lost_reasons" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"rank" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "mutations" (
	"client_id" text NOT NULL,
	"mutation_id" text NOT NULL,
	"at" bigint NOT NULL,
	"answer" text NOT NULL,
	CONSTRAINT "mutations_client_id_mutation_id_pk" PRIMARY KEY("client_id","mutation_id")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" bigint NOT NULL,
	"read_at" bigint,
	"lead_id" text,
	"args" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "one_time_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"person_id" text,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"status" text NOT NULL,
	"password_hash" text,
	"must_change_password" bigint NOT NULL,
	"locale" text,
	"theme" text,
	"capacity" bigint,
	"created_at" bigint NOT NULL,
	"disabled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "pools" (
	"id" text PRIMARY KEY NOT NULL,
	"board_id" text NOT NULL,
	"name" text NOT NULL,
	"recycling" bigint NOT NULL,
	"recycling_since" bigint,
	"idle_days" double precision NOT NULL,
	"warn_hours" text NOT NULL,
	"grace_hours" double precision NOT NULL,
	"holding_limit" bigint,
	"daily_claims" bigint,
	"cool_down_hours" double precision NOT NULL,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"series" text,
	"price_minor" bigint,
	"currency" text,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY NOT NULL,
	"board_id" text NOT NULL,
	"person_id" text,
	"name" text NOT NULL,
	"filter" text NOT NULL,
	"rank" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screens" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"name" text NOT NULL,
	"board_id" text NOT NULL,
	"team_ids" text,
	"show_surname" bigint NOT NULL,
	"locale" text NOT NULL,
	"created_by_id" text,
	"created_at" bigint NOT NULL,
	"revoked_at" bigint,
	"last_seen_at" bigint
);
--> statement-breakpoint
CREATE TABLE "search_terms" (
	"term" text COLLATE "C" NOT NULL,
	"lead_id" text NOT NULL,
	CONSTRAINT "search_terms_term_lead_id_pk" PRIMARY KEY("term","lead_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spells" (
	"id" text PRIMARY KEY NOT NULL,
	"lead_id" text NOT NULL,
	"board_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"team_id" text,
	"started_at" bigint NOT NULL,
	"began" text NOT NULL,
	"began_by_id" text,
	"ended_at" bigint,
	"ended" text,
	"ended_by_id" text,
	"explanation" text,
	"open_lead_id" text
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"id" text PRIMARY KEY NOT NULL,
	"board_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"probability" bigint NOT NULL,
	"rank" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
CREATE TABLE "streams" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"floor" bigint NOT NULL,
	"config" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "team_members" (
	"id" text PRIMARY KEY NOT NULL,
	"team_id" text NOT NULL,
	"person_id" text NOT NULL,
	"duty" text NOT NULL,
	"from_at" bigint NOT NULL,
	"until_at" bigint
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"region" text,
	"reps_see" text NOT NULL,
	"created_at" bigint NOT NULL,
	"archived_at" bigint
);
--> statement-breakpoint
ALTER TABLE "activities" ADD CONSTRAINT "activities_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_personal" ADD CONSTRAINT "customer_personal_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_board_id_boards_id_fk" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_stage_id_stages_id_fk" FOREIGN KEY ("stage_id") REFERENCES "public"."stages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pools" ADD CONSTRAINT "pools_board_id_boards_id_fk" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_people_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spells" ADD CONSTRAINT "spells_lead_id_leads_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_board_id_boards_id_fk" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activities_lead" ON "activities" USING btree ("lead_id","at");--> statement-breakpoint
CREATE INDEX "activities_person" ON "activities" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "contact_views_person" ON "contact_views" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "identities_value" ON "identities" USING btree ("kind","value");--> statement-breakpoint
CREATE INDEX "identities_customer" ON "identities" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "import_rows_lead" ON "import_rows" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "imports_board" ON "imports" USING btree ("board_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "job_runs_once" ON "job_runs" USING btree ("job","due_at");--> statement-breakpoint
CREATE INDEX "job_runs_open" ON "job_runs" USING btree ("finished_at","due_at");--> statement-breakpoint
CREATE INDEX "lead_history_lead" ON "lead_history" USING btree ("lead_id","recorded_at");--> statement-breakpoint
CREATE INDEX "lead_history_board" ON "lead_history" USING btree ("board_id","occurred_at");--> statement-breakpoint
CREATE INDEX "leads_column" ON "leads" USING btree ("board_id","stage_id","position");--> statement-breakpoint
CREATE INDEX "leads_board_state" ON "leads" USING btree ("board_id","state","closed_at");--> statement-breakpoint
CREATE INDEX "leads_owner" ON "leads" USING btree ("owner_id","state");--> statement-breakpoint
CREATE INDEX "leads_customer" ON "leads" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "leads_deadline" ON "leads" USING btree ("deadline_at");--> statement-breakpoint
CREATE INDEX "leads_warning" ON "leads" USING btree ("warn_due_at");--> statement-breakpoint
CREATE INDEX "leads_pool" ON "leads" USING btree ("pool_id");--> statement-breakpoint
CREATE INDEX "leads_import" ON "leads" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "leads_external" ON "leads" USING btree ("board_id","external_id");--> statement-breakpoint
CREATE INDEX "mutations_at" ON "mutations" USING btree ("at");--> statement-breakpoint
CREATE INDEX "notices_person" ON "notices" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "notices_lead" ON "notices" USING btree ("lead_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_email" ON "people" USING btree ("email");--> statement-breakpoint
CREATE INDEX "pools_board" ON "pools" USING btree ("board_id");--> statement-breakpoint
CREATE INDEX "saved_views_board" ON "saved_views" USING btree ("board_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "screens_token" ON "screens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "search_terms_lead" ON "search_terms" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "spells_one_open" ON "spells" USING btree ("open_lead_id");--> statement-breakpoint
CREATE INDEX "spells_lead" ON "spells" USING btree ("lead_id","started_at");--> statement-breakpoint
CREATE INDEX "spells_owner" ON "spells" USING btree ("owner_id","started_at");--> statement-breakpoint
CREATE INDEX "stages_board" ON "stages" USING btree ("board_id","rank");--> statement-breakpoint
CREATE INDEX "team_members_person" ON "team_members" USING btree ("person_id","until_at");--> statement-breakpoint
CREATE INDEX "team_members_team" ON "team_members" USING btree ("team_id","until_at");