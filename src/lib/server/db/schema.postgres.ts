import {
  bytes,
  flag,
  index,
  instant,
  json,
  minor,
  orderKey,
  primaryKey,
  real,
  sessionExpiry,
  table,
  text,
  uniqueIndex,
  whole,
} from './columns.postgres.ts';

/** The same tables as schema.sqlite.ts; tests/integration/schema.test.ts holds the two together. */

// ---- workspace -----------------------------------------------------------------------------------------------------

/** One row per fact of the installation: `epoch` (changes on restore), `schema`, and the workspace's settings. */
export const settings = table('settings', { key: text('key').primaryKey(), value: json<unknown>('value').notNull() });

export const people = table(
  'people',
  {
    id: text('id').primaryKey(),
    /** Sign-in name, lower case. Null: an inactive person known from an import only. */
    email: text('email'),
    name: text('name').notNull(),
    role: text('role').notNull().$type<'admin' | 'manager' | 'rep'>(),
    status: text('status').notNull().$type<'active' | 'disabled'>(),
    passwordHash: text('password_hash'),
    mustChangePassword: flag('must_change_password').notNull(),
    locale: text('locale').$type<'zh-CN' | 'en'>(),
    theme: text('theme').$type<'light' | 'dark' | 'auto'>(),
    /** Whether single letters act as shortcuts for him; null: they do. */
    singleKeys: flag('single_keys'),
    /** Open leads he may hold; null: the pool's limit applies (P3). */
    capacity: whole('capacity'),
    createdAt: instant('created_at').notNull(),
    disabledAt: instant('disabled_at'),
  },
  (t) => [uniqueIndex('people_email').on(t.email)],
);

/** lucia's table; the id is stored as a hash (auth/sessions.ts). */
export const sessions = table(
  'sessions',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => people.id),
    expiresAt: sessionExpiry('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    userAgent: text('user_agent'),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/** One-time links: the first admin, an invitation, a password reset. Only the hash is kept. */
export const oneTimeLinks = table('one_time_links', {
  tokenHash: text('token_hash').primaryKey(),
  kind: text('kind').notNull().$type<'setup' | 'password'>(),
  personId: text('person_id'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});

export const teams = table('teams', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  region: text('region'),
  /** Whether reps of this team see each other's cards (X1). */
  repsSee: text('reps_see').notNull().$type<'own' | 'team'>(),
  createdAt: instant('created_at').notNull(),
  archivedAt: instant('archived_at'),
});

/** Membership is history (M9): who was where, from when until when. A manager's row means "manages this team". */
export const teamMembers = table(
  'team_members',
  {
    id: text('id').primaryKey(),
    teamId: text('team_id')
      .notNull()
      .references(() => teams.id),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    duty: text('duty').notNull().$type<'member' | 'manager'>(),
    fromAt: instant('from_at').notNull(),
    untilAt: instant('until_at'),
  },
  (t) => [index('team_members_person').on(t.personId, t.untilAt), index('team_members_team').on(t.teamId, t.untilAt)],
);

export const boards = table('boards', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  currency: text('currency').notNull(),
  rank: whole('rank').notNull(),
  visibility: text('visibility').notNull().$type<'everyone' | 'teams'>(),
  createdAt: instant('created_at').notNull(),
  archivedAt: instant('archived_at'),
});

export const boardTeams = table(
  'board_teams',
  { boardId: text('board_id').notNull(), teamId: text('team_id').notNull() },
  (t) => [primaryKey({ columns: [t.boardId, t.teamId] })],
);

export const stages = table(
  'stages',
  {
    id: text('id').primaryKey(),
    boardId: text('board_id')
      .notNull()
      .references(() => boards.id),
    name: text('name').notNull(),
    kind: text('kind').notNull().$type<'open' | 'won' | 'lost'>(),
    /** Percent, 0 to 100. */
    probability: whole('probability').notNull(),
    rank: whole('rank').notNull(),
    /** A used stage is archived, never deleted: history names it. */
    archivedAt: instant('archived_at'),
  },
  (t) => [index('stages_board').on(t.boardId, t.rank)],
);

export const channels = table('channels', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: instant('created_at').notNull(),
  archivedAt: instant('archived_at'),
});

export const products = table('products', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  series: text('series'),
  priceMinor: minor('price_minor'),
  currency: text('currency'),
  archivedAt: instant('archived_at'),
});

export const lostReasons = table('lost_reasons', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  rank: whole('rank').notNull(),
  archivedAt: instant('archived_at'),
});

/** A pool belongs to one board and holds one set of rules (P6; chained pools come on top of this). */
export const pools = table(
  'pools',
  {
    id: text('id').primaryKey(),
    boardId: text('board_id')
      .notNull()
      .references(() => boards.id),
    name: text('name').notNull(),
    /** Off: nothing falls into it by the clock. Switching never resets a clock (O10). */
    recycling: flag('recycling').notNull(),
    /** When recycling was last switched on; a lead is warned at least `graceHours` before it may go (O6). */
    recyclingSince: instant('recycling_since'),
    /** Days without a qualifying follow-up until a lead is recycled (O3). */
    idleDays: real('idle_days').notNull(),
    /** Hours before the deadline at which the owner is warned, descending. */
    warnHours: json<number[]>('warn_hours').notNull(),
    graceHours: real('grace_hours').notNull(),
    /** Open leads one person may hold (P3); null: no limit. */
    holdingLimit: whole('holding_limit'),
    /** Claims per person and workspace day (P2); null: no limit. */
    dailyClaims: whole('daily_claims'),
    /** Hours in which a recycled lead does not come back to its previous owner (P4). */
    coolDownHours: real('cool_down_hours').notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    archivedAt: instant('archived_at'),
  },
  (t) => [index('pools_board').on(t.boardId)],
);

export const savedViews = table(
  'saved_views',
  {
    id: text('id').primaryKey(),
    boardId: text('board_id').notNull(),
    /** Null: shared with everybody who may see the board. */
    personId: text('person_id'),
    name: text('name').notNull(),
    filter: json<unknown>('filter').notNull(),
    rank: whole('rank').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('saved_views_board').on(t.boardId, t.personId)],
);

// ---- customers: personal values stand apart (C1) ------------------------------------------------------------------------

export const customers = table('customers', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull().$type<'person' | 'company'>(),
  createdAt: instant('created_at').notNull(),
  erasedAt: instant('erased_at'),
});

/** Everything here is emptied by `erase`. */
export const customerPersonal = table('customer_personal', {
  customerId: text('customer_id')
    .primaryKey()
    .references(() => customers.id),
  name: text('name').notNull(),
  company: text('company'),
  region: text('region'),
  remark: text('remark'),
});

/** Phones, e-mail addresses, WeChat ids: `value` is the normal form (D1), `raw` what was typed. */
export const identities = table(
  'identities',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text('kind').notNull().$type<'phone' | 'email' | 'wechat'>(),
    value: text('value').notNull(),
    raw: text('raw').notNull(),
    label: text('label'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('identities_value').on(t.kind, t.value), index('identities_customer').on(t.customerId)],
);

// ---- leads -------------------------------------------------------------------------------------------------------------

export const leads = table(
  'leads',
  {
    id: text('id').primaryKey(),
    boardId: text('board_id')
      .notNull()
      .references(() => boards.id),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id),
    stageId: text('stage_id')
      .notNull()
      .references(() => stages.id),
    position: orderKey('position').notNull(),
    /** Kind of the stage it is in, kept beside it for the clock's and the capacity's indexes. */
    state: text('state').notNull().$type<'open' | 'won' | 'lost'>(),
    productId: text('product_id'),
    channelId: text('channel_id'),
    campaign: text('campaign'),
    expectedMinor: minor('expected_minor'),
    wonMinor: minor('won_minor'),
    currency: text('currency').notNull(),
    intent: whole('intent').notNull(),
    tags: json<string[]>('tags').notNull(),
    /** The key of the record in the system it came from. */
    externalId: text('external_id'),
    importId: text('import_id'),

    ownerId: text('owner_id'),
    /** The owner's team now, or the last owner's while closed; null in a pool. */
    teamId: text('team_id'),
    /** Owner and team at the close: figures credit them from then on (M9). */
    creditId: text('credit_id'),
    creditTeamId: text('credit_team_id'),
    poolId: text('pool_id'),
    pooledAt: instant('pooled_at'),
    pooledBy: text('pooled_by').$type<'recycle' | 'release' | 'import' | 'create' | 'disable'>(),
    formerOwnerId: text('former_owner_id'),
    spellId: text('spell_id'),
    spellStartedAt: instant('spell_started_at'),
    /** From when idle time counts: the later of the spell's start and its last qualifying follow-up (O3). */
    idleFrom: instant('idle_from'),
    /** A booked appointment or an agreed call-back holds the deadline until then (O2). */
    holdUntil: instant('hold_until'),
    protectedUntil: instant('protected_until'),
    /** Stored hint; recycling recomputes it from facts before it acts (O2). */
    deadlineAt: instant('deadline_at'),
    /** What the ownership clock shows; see domain/ownership/clock.ts. */
    clock: text('clock').notNull().$type<'running' | 'paused' | 'protected' | 'none'>(),
    /** When the next warning of the ladder is due; null: none left or none needed. */
    warnDueAt: instant('warn_due_at'),
    warnedFor: instant('warned_for'),

    /** When the lead arrived in the world; null: unknown, and outside date cohorts (D7). */
    arrivedAt: instant('arrived_at'),
    createdAt: instant('created_at').notNull(),
    stageSince: instant('stage_since').notNull(),
    /** First entry into each stage: [stage id, instant or null when unknown][] (M3). */
    reached: json<[string, number | null][]>('reached').notNull(),
    nextAt: instant('next_at'),
    nextKind: text('next_kind').$type<'call' | 'wechat' | 'message' | 'email' | 'visit' | 'other'>(),
    lastFollowUpAt: instant('last_follow_up_at'),
    closedAt: instant('closed_at'),
    lostReasonId: text('lost_reason_id'),
    /** The board's stream number of the last change. */
    version: whole('version').notNull(),
  },
  (t) => [
    index('leads_column').on(t.boardId, t.stageId, t.position),
    index('leads_board_state').on(t.boardId, t.state, t.closedAt),
    index('leads_owner').on(t.ownerId, t.state),
    index('leads_customer').on(t.customerId),
    index('leads_deadline').on(t.deadlineAt),
    index('leads_warning').on(t.warnDueAt),
    index('leads_pool').on(t.poolId),
    index('leads_import').on(t.importId),
    index('leads_external').on(t.boardId, t.externalId),
  ],
);

/** One owner's time with one lead (O1). At most one spell of a lead is open. */
export const spells = table(
  'spells',
  {
    id: text('id').primaryKey(),
    leadId: text('lead_id')
      .notNull()
      .references(() => leads.id),
    boardId: text('board_id').notNull(),
    ownerId: text('owner_id').notNull(),
    teamId: text('team_id'),
    startedAt: instant('started_at').notNull(),
    began: text('began').notNull().$type<'create' | 'import' | 'assign' | 'claim' | 'transfer' | 'reopen'>(),
    beganById: text('began_by_id'),
    endedAt: instant('ended_at'),
    ended: text('ended').$type<'assign' | 'transfer' | 'release' | 'recycle' | 'won' | 'lost' | 'undo' | 'disable'>(),
    endedById: text('ended_by_id'),
    /** Which rule and which facts ended it: rendered for the owner (O9). */
    explanation: json<unknown>('explanation'),
    /** Open spells carry the lead's id, ended ones null: one open spell a lead, on both engines. */
    openLeadId: text('open_lead_id'),
  },
  (t) => [
    uniqueIndex('spells_one_open').on(t.openLeadId),
    index('spells_lead').on(t.leadId, t.startedAt),
    index('spells_owner').on(t.ownerId, t.startedAt),
  ],
);

export const activities = table(
  'activities',
  {
    id: text('id').primaryKey(),
    leadId: text('lead_id')
      .notNull()
      .references(() => leads.id),
    personId: text('person_id'),
    spellId: text('spell_id'),
    kind: text('kind').notNull(),
    direction: text('direction').$type<'in' | 'out'>(),
    outcome: text('outcome'),
    durationSeconds: whole('duration_seconds'),
    at: instant('at').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    /** Verified by a phone system, archive or check-in; otherwise declared (O4). */
    verified: flag('verified').notNull(),
    /** Whether it restarted the idle clock. */
    qualifying: flag('qualifying').notNull(),
    /** Personal (C1). */
    note: text('note'),
    voidedAt: instant('voided_at'),
  },
  (t) => [index('activities_lead').on(t.leadId, t.at), index('activities_person').on(t.personId, t.at)],
);

// ---- the two records ------------------------------------------------------------------------------------------------

/** Permanent facts (ARCHITECTURE, Two records). `data` holds ids and numbers, `personal` what erasing empties. */
export const leadHistory = table(
  'lead_history',
  {
    id: text('id').primaryKey(),
    leadId: text('lead_id').notNull(),
    boardId: text('board_id').notNull(),
    kind: text('kind').notNull(),
    /** When it happened; null: unknown (D7). */
    occurredAt: instant('occurred_at'),
    recordedAt: instant('recorded_at').notNull(),
    actorId: text('actor_id'),
    /** The system's part that did it, when no person did. */
    system: text('system'),
    data: json<Record<string, unknown>>('data').notNull(),
    personal: json<Record<string, unknown> | null>('personal'),
    voidedBy: text('voided_by'),
  },
  (t) => [
    index('lead_history_lead').on(t.leadId, t.recordedAt),
    index('lead_history_board').on(t.boardId, t.occurredAt),
  ],
);

/** The wire: one row per stream; `seq` is contiguous and taken first in every transaction that changes the stream. */
export const streams = table('streams', {
  id: text('id').primaryKey(),
  seq: whole('seq').notNull(),
  /** Events up to this number have been pruned. */
  floor: whole('floor').notNull(),
  /** Raised when the stream's configuration (stages, pools, rights) changes, so that caches on any node notice. */
  config: whole('config').notNull(),
});

export const events = table(
  'events',
  {
    streamId: text('stream_id').notNull(),
    seq: whole('seq').notNull(),
    id: text('id').notNull(),
    kind: text('kind').notNull(),
    at: instant('at').notNull(),
    actorId: text('actor_id'),
    clientId: text('client_id'),
    mutationId: text('mutation_id'),
    payload: text('payload').notNull(),
    personal: text('personal'),
  },
  (t) => [primaryKey({ columns: [t.streamId, t.seq] }), index('events_at').on(t.at)],
);

/** Answers by (client, mutation), refusals too: sending again gets the same answer and changes nothing. */
export const mutations = table(
  'mutations',
  {
    clientId: text('client_id').notNull(),
    mutationId: text('mutation_id').notNull(),
    at: instant('at').notNull(),
    answer: text('answer').notNull(),
  },
  (t) => [primaryKey({ columns: [t.clientId, t.mutationId] }), index('mutations_at').on(t.at)],
);

// ---- figures: kept exact by contribution(), rebuilt from history on demand ------------------------------------------------

/**
 * Counts per day. `basis`: cohort (day of arrival) or period (day of the close). `dim`/`value`: owner, channel or product.
 * `day` is YYYY-MM-DD in the workspace's zone, or '' when unknown.
 */
export const figureCells = table(
  'figure_cells',
  {
    boardId: text('board_id').notNull(),
    basis: text('basis').notNull(),
    day: text('day').notNull(),
    dim: text('dim').notNull(),
    value: text('value').notNull(),
    teamId: text('team_id').notNull(),
    currency: text('currency').notNull(),
    leads: whole('leads').notNull(),
    won: whole('won').notNull(),
    lost: whole('lost').notNull(),
    wonMinor: minor('won_minor').notNull(),
  },
  (t) => [primaryKey({ columns: [t.boardId, t.basis, t.dim, t.day, t.value, t.teamId, t.currency] })],
);

/** Leads that entered a stage for the first time, and those of them that went on to a later one (M3). */
export const figureReach = table(
  'figure_reach',
  {
    boardId: text('board_id').notNull(),
    basis: text('basis').notNull(),
    day: text('day').notNull(),
    dim: text('dim').notNull(),
    value: text('value').notNull(),
    teamId: text('team_id').notNull(),
    stageId: text('stage_id').notNull(),
    entered: whole('entered').notNull(),
    advanced: whole('advanced').notNull(),
  },
  (t) => [primaryKey({ columns: [t.boardId, t.basis, t.dim, t.day, t.value, t.teamId, t.stageId] })],
);

/** The open leads of this moment and what they may bring, so that nobody counts all of them to say so. */
export const figureNow = table(
  'figure_now',
  {
    boardId: text('board_id').notNull(),
    ownerId: text('owner_id').notNull(),
    teamId: text('team_id').notNull(),
    stageId: text('stage_id').notNull(),
    currency: text('currency').notNull(),
    leads: whole('leads').notNull(),
    minor: minor('minor').notNull(),
  },
  (t) => [primaryKey({ columns: [t.boardId, t.ownerId, t.teamId, t.stageId, t.currency] })],
);

/**
 * Boards whose `figure_reach` is being counted anew, since the order of their stages changed. Null: the old rows are still
 * being taken away, and no write adds any. Then the id of the last lead counted: writes keep those up to it exact.
 */
export const figureRecounts = table('figure_recounts', {
  boardId: text('board_id').primaryKey(),
  beganAt: instant('began_at').notNull(),
  countedTo: text('counted_to'),
});

/** Cycle lengths as a histogram in tenths of a day: medians and quantiles stay exact under undo. */
export const figureCycles = table(
  'figure_cycles',
  {
    boardId: text('board_id').notNull(),
    basis: text('basis').notNull(),
    day: text('day').notNull(),
    dim: text('dim').notNull(),
    value: text('value').notNull(),
    teamId: text('team_id').notNull(),
    outcome: text('outcome').notNull(),
    tenths: whole('tenths').notNull(),
    count: whole('count').notNull(),
  },
  (t) => [primaryKey({ columns: [t.boardId, t.basis, t.dim, t.day, t.value, t.teamId, t.outcome, t.tenths] })],
);

// ---- around the board ------------------------------------------------------------------------------------------------

export const notices = table(
  'notices',
  {
    id: text('id').primaryKey(),
    personId: text('person_id').notNull(),
    kind: text('kind').notNull(),
    at: instant('at').notNull(),
    readAt: instant('read_at'),
    leadId: text('lead_id'),
    /** Arguments of the message, without personal values; names are looked up when it is read. */
    args: json<Record<string, unknown>>('args').notNull(),
  },
  (t) => [index('notices_person').on(t.personId, t.at), index('notices_lead').on(t.leadId)],
);

/** Scheduler runs: a row per job and due time; the unique key and the lease keep nodes from doing it twice. */
export const jobRuns = table(
  'job_runs',
  {
    id: text('id').primaryKey(),
    job: text('job').notNull(),
    dueAt: instant('due_at').notNull(),
    leasedBy: text('leased_by'),
    leasedUntil: instant('leased_until'),
    attempts: whole('attempts').notNull(),
    finishedAt: instant('finished_at'),
    result: json<unknown>('result'),
  },
  (t) => [uniqueIndex('job_runs_once').on(t.job, t.dueAt), index('job_runs_open').on(t.finishedAt, t.dueAt)],
);

export const imports = table(
  'imports',
  {
    id: text('id').primaryKey(),
    boardId: text('board_id').notNull(),
    personId: text('person_id'),
    fileName: text('file_name').notNull(),
    state: text('state').notNull().$type<'ready' | 'running' | 'finished' | 'failed' | 'undoing' | 'undone'>(),
    options: json<unknown>('options').notNull(),
    /** Rows of the file; done = created + updated + skipped + failed. */
    total: whole('total').notNull(),
    done: whole('done').notNull(),
    created: whole('created').notNull(),
    updated: whole('updated').notNull(),
    skipped: whole('skipped').notNull(),
    failed: whole('failed').notNull(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    undoneAt: instant('undone_at'),
    error: json<unknown>('error'),
  },
  (t) => [index('imports_board').on(t.boardId, t.createdAt)],
);

/** The file as it came, in pieces, so that a restart can go on. Personal. */
export const importFiles = table(
  'import_files',
  { importId: text('import_id').notNull(), part: whole('part').notNull(), body: bytes('body').notNull() },
  (t) => [primaryKey({ columns: [t.importId, t.part] })],
);

/** What became of rows that were not simply created, with what undoing needs. `personal` is emptied by `erase`. */
export const importRows = table(
  'import_rows',
  {
    importId: text('import_id').notNull(),
    rowNo: whole('row_no').notNull(),
    outcome: text('outcome').notNull().$type<'created' | 'updated' | 'skipped' | 'failed'>(),
    leadId: text('lead_id'),
    reasons: json<unknown>('reasons'),
    personal: json<unknown>('personal'),
  },
  (t) => [primaryKey({ columns: [t.importId, t.rowNo] }), index('import_rows_lead').on(t.leadId)],
);

/** Walls: read-only pages behind a token of which only the hash is kept. */
export const screens = table(
  'screens',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull(),
    name: text('name').notNull(),
    boardId: text('board_id').notNull(),
    /** Null: every team of the board. */
    teamIds: json<string[] | null>('team_ids'),
    showSurname: flag('show_surname').notNull(),
    locale: text('locale').notNull().$type<'zh-CN' | 'en'>(),
    createdById: text('created_by_id'),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
    lastSeenAt: instant('last_seen_at'),
  },
  (t) => [uniqueIndex('screens_token').on(t.tokenHash)],
);

export const contactViews = table(
  'contact_views',
  {
    id: text('id').primaryKey(),
    personId: text('person_id').notNull(),
    leadId: text('lead_id').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('contact_views_person').on(t.personId, t.at)],
);

export const auditLog = table(
  'audit_log',
  {
    id: text('id').primaryKey(),
    at: instant('at').notNull(),
    actorId: text('actor_id'),
    kind: text('kind').notNull(),
    target: text('target'),
    data: json<Record<string, unknown>>('data').notNull(),
  },
  (t) => [index('audit_log_at').on(t.at)],
);

/** Attempts to sign in, counted for all nodes together. Keys are hashes of addresses; rows go when their time is over. */
export const signInAttempts = table(
  'sign_in_attempts',
  { key: text('key').primaryKey(), attempts: whole('attempts').notNull(), untilAt: instant('until_at').notNull() },
  (t) => [index('sign_in_attempts_until').on(t.untilAt)],
);

/** People who changed their team and whose leads have not all followed yet: gone when they have. */
export const teamMoves = table('team_moves', {
  personId: text('person_id').primaryKey(),
  at: instant('at').notNull(),
});

/** The search index: one row per term of a lead (ARCHITECTURE, Search). Personal: removed by `erase`. */
export const searchTerms = table(
  'search_terms',
  { term: orderKey('term').notNull(), leadId: text('lead_id').notNull() },
  (t) => [primaryKey({ columns: [t.term, t.leadId] }), index('search_terms_lead').on(t.leadId)],
);
