import type { ImportRowReason } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { companyKey } from '#lib/domain/intake/company.ts';
import type { ReadRow, RowValues } from '#lib/domain/intake/read-row.ts';
import { positionBetween } from '#lib/domain/board/position.ts';
import { leadTerms } from '#lib/domain/search/terms.ts';
import { leadsChanged } from '../board/lead-event.ts';
import { findLead, type Lead } from '../board/lead-row.ts';
import { saveLeads, type HeldBoard, type LeadChange } from '../board/save-leads.ts';
import { takeBoard } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { newSpell, type SpellRow } from '../ownership/spells.ts';
import { appendEvent, boardStream } from '../streams/stream.ts';
import { importedLead, stageProblem } from './imported-lead.ts';
import type { ImportNames } from './import-names.ts';
import type { StoredImport } from './import-store.ts';
import { addTerms, indexLead } from './index-lead.ts';
import { updateFromRow, type UpdateTrace } from './update-from-row.ts';

/** A transaction of an import takes so many rows at most, and is to last so long, so that moves get their turn. */
const MOST_ROWS = 200;
const FEWEST_ROWS = 10;
const CHUNK_MS = 20;

/** How many rows the next chunk takes: as many as went into CHUNK_MS in the last, writing and telling included. */
export class ChunkSize {
  rows = 40;

  took(rows: number, ms: number): void {
    const fitting = (rows * CHUNK_MS) / Math.max(0.1, ms);
    this.rows = Math.round(Math.min(MOST_ROWS, this.rows * 2, Math.max(FEWEST_ROWS, fitting)));
  }
}

export interface ChunkInput {
  rowNo: number;
  cells: readonly string[];
  read: ReadRow;
}

interface RowRecord {
  rowNo: number;
  outcome: 'updated' | 'skipped' | 'failed';
  leadId: string | null;
  reasons: ImportRowReason[];
  personal: { cells: readonly string[] } | { undo: UpdateTrace } | null;
}

const NEW_CUSTOMER = 'insert into customers (id, kind, created_at) values (?, ?, ?)';
const NEW_PERSONAL =
  'insert into customer_personal (customer_id, name, company, region, remark) values (?, ?, ?, ?, ?)';
const NEW_IDENTITY = 'insert into identities (id, customer_id, kind, value, raw, created_at) values (?, ?, ?, ?, ?, ?)';
const BY_IDENTITY = 'select customer_id as "customerId" from identities where kind = ? and value = ? limit 1';
const LEAD_BY_IDENTITY = `select l.id from identities i join leads l on l.customer_id = i.customer_id
  where i.kind = ? and i.value = ? and l.board_id = ? order by l.created_at desc limit 1`;
const LEAD_BY_EXTERNAL = 'select id from leads where board_id = ? and external_id = ? limit 1';
const LAST_POSITION = 'select position from leads where board_id = ? and stage_id = ? order by position desc limit 1';
const ADD_ROW =
  'insert into import_rows (import_id, row_no, outcome, lead_id, reasons, personal) values (?, ?, ?, ?, ?, ?)';
const PROGRESS = `update imports set done = done + ?, created = created + ?, updated = updated + ?, skipped = skipped + ?, failed = failed + ?
  where id = ? and state = 'running'`;

/**
 * Takes the next rows onto the board: one transaction, one event, and the import's progress with them, so that a restart
 * goes on exactly here. Answers how many rows it took.
 */
export function importChunk(
  context: Context,
  actor: Actor,
  running: StoredImport,
  names: ImportNames,
  rows: readonly ChunkInput[],
  size: ChunkSize,
): Promise<number> {
  return context.db.transaction(async (tx) => {
    const held = await takeBoard(context, tx, actor, running.boardId);
    const chunk = new Chunk(context, actor, tx, held, running, names);
    const began = performance.now();
    for (const row of rows) await chunk.take(row);
    await chunk.finish(rows.length);
    size.took(rows.length, performance.now() - began);
    return rows.length;
  });
}

class Chunk {
  readonly #context: Context;
  readonly #actor: Actor;
  readonly #tx: Tx;
  readonly #held: HeldBoard;
  readonly #running: StoredImport;
  readonly #names: ImportNames;
  readonly #changes: LeadChange[] = [];
  readonly #updated: LeadChange[] = [];
  readonly #terms: [term: string, leadId: string][] = [];
  readonly #records: RowRecord[] = [];
  readonly #last = new Map<string, string | null>();
  /** Leads of this chunk are not in the table yet when the next row asks for duplicates. */
  readonly #seen = new Map<string, string>();
  readonly #customers = new Map<string, string>();

  constructor(context: Context, actor: Actor, tx: Tx, held: HeldBoard, running: StoredImport, names: ImportNames) {
    this.#context = context;
    this.#actor = actor;
    this.#tx = tx;
    this.#held = held;
    this.#running = running;
    this.#names = names;
  }

  async take({ rowNo, cells, read: { values, problems } }: ChunkInput): Promise<void> {
    const fail = (reasons: ImportRowReason[]) =>
      this.#records.push({ rowNo, outcome: 'failed', leadId: null, reasons, personal: { cells } });
    if (problems.length > 0) return void fail(problems);
    const misplaced = stageProblem(this.#held.board, values);
    if (misplaced) return void fail([misplaced]);
    if (this.#running.options.duplicates !== 'create') {
      const duplicate = await this.#duplicateOf(values);
      if (duplicate) return this.#takeDuplicate(rowNo, values, duplicate);
    }
    await this.#create(values);
  }

  async finish(taken: number): Promise<void> {
    const { id } = this.#running;
    const { board, head } = this.#held;
    await saveLeads(this.#context, this.#tx, this.#actor, this.#held, 'import', this.#changes, { event: false });
    const event = leadsChanged('import', [...this.#changes, ...merged(this.#updated)]);
    await appendEvent(this.#context, this.#tx, this.#actor, boardStream(board.id), head.seq, event);
    await addTerms(this.#tx, this.#terms);
    for (const record of this.#records) {
      await this.#tx.run(ADD_ROW, [
        id,
        record.rowNo,
        record.outcome,
        record.leadId,
        JSON.stringify(record.reasons),
        JSON.stringify(record.personal),
      ]);
    }
    const count = (outcome: RowRecord['outcome']) =>
      this.#records.filter((record) => record.outcome === outcome).length;
    const [updated, skipped, failed] = [count('updated'), count('skipped'), count('failed')];
    await this.#tx.run(PROGRESS, [taken, taken - updated - skipped - failed, updated, skipped, failed, id]);
  }

  async #create(values: RowValues): Promise<void> {
    const { board } = this.#held;
    const customerId = await this.#customerFor(values);
    const made = importedLead(this.#context, board, this.#names, values, {
      importId: this.#running.id,
      customerId,
      position: '',
      clock: this.#running.options.clock,
    });
    const { lead, owner, stage, idleFrom, history } = made;
    lead.position = await this.#nextPosition(stage.id);
    const spell = this.#spellOf(lead, owner, stage, idleFrom);
    this.#changes.push({ before: null, after: lead, history, ...(spell ? { spell } : {}) });
    const of = (kind: string) =>
      values.identities.filter((identity) => identity.kind === kind).map(({ value }) => value);
    const terms = leadTerms({
      name: lead.name,
      company: lead.company,
      phones: of('phone'),
      emails: of('email'),
      wechats: of('wechat'),
    });
    for (const term of terms) this.#terms.push([term, lead.id]);
    for (const key of keysOf(values)) this.#seen.set(key, lead.id);
  }

  /** An open lead gets its owner's clock or the pool; a closed one keeps its owner's time as it was (M13). */
  #spellOf(
    lead: Lead,
    owner: ReturnType<ImportNames['owner']>,
    stage: { kind: 'open' | 'won' | 'lost' },
    idleFrom: number,
  ) {
    const now = this.#context.now();
    const { pool } = this.#held.board;
    if (!owner) {
      if (stage.kind === 'open' && pool) Object.assign(lead, { poolId: pool.id, pooledAt: now, pooledBy: 'import' });
      return undefined;
    }
    const began = { ownerId: owner.id, teamId: owner.teamId, began: 'import' as const };
    if (stage.kind === 'open') {
      const startedAt = Math.min(idleFrom, now);
      return newSpell(this.#context, this.#actor, lead, { ...began, startedAt, idleFrom });
    }
    const startedAt = lead.arrivedAt ?? lead.closedAt ?? now;
    const spell = newSpell(this.#context, this.#actor, lead, { ...began, startedAt, idleFrom: startedAt });
    lead.spellId = null;
    return { ...spell, endedAt: Math.max(startedAt, lead.closedAt ?? startedAt), ended: stage.kind } satisfies SpellRow;
  }

  async #nextPosition(stageId: string): Promise<string> {
    let last = this.#last.get(stageId);
    if (last === undefined) {
      const row = await this.#tx.get<{ position: string }>(LAST_POSITION, [this.#held.board.id, stageId]);
      last = row?.position ?? null;
    }
    const next = positionBetween(last, null);
    this.#last.set(stageId, next);
    return next;
  }

  /** The customer of the same company, when the file is of companies; otherwise a new one with the row's identities. */
  async #customerFor(values: RowValues): Promise<string> {
    const byCompany = this.#running.options.customers === 'company' && values.company !== null;
    const company = byCompany ? companyKey(values.company!) : '';
    if (company !== '') {
      const known =
        this.#customers.get(company) ??
        (await this.#tx.get<{ customerId: string }>(BY_IDENTITY, ['company', company]))?.customerId;
      if (known) {
        this.#customers.set(company, known);
        return known;
      }
    }
    const { newId } = this.#context;
    const id = newId();
    const now = this.#context.now();
    await this.#tx.run(NEW_CUSTOMER, [id, byCompany ? 'company' : 'person', now]);
    await this.#tx.run(NEW_PERSONAL, [id, values.name ?? '', values.company, values.region, values.remark]);
    const identities = values.identities.map(({ kind, value, raw }): [string, string, string] => [kind, value, raw]);
    if (company !== '') identities.push(['company', company, values.company!]);
    for (const [kind, value, raw] of identities) await this.#tx.run(NEW_IDENTITY, [newId(), id, kind, value, raw, now]);
    if (company !== '') this.#customers.set(company, id);
    return id;
  }

  async #duplicateOf(
    values: RowValues,
  ): Promise<{ leadId: string; by: 'phone' | 'email' | 'wechat' | 'externalId' } | null> {
    const boardId = this.#held.board.id;
    if (values.externalId !== null) {
      const id =
        this.#seen.get(`externalId:${values.externalId}`) ??
        (await this.#tx.get<{ id: string }>(LEAD_BY_EXTERNAL, [boardId, values.externalId]))?.id;
      if (id) return { leadId: id, by: 'externalId' };
    }
    for (const { kind, value } of values.identities) {
      const id =
        this.#seen.get(`${kind}:${value}`) ??
        (await this.#tx.get<{ id: string }>(LEAD_BY_IDENTITY, [kind, value, boardId]))?.id;
      if (id) return { leadId: id, by: kind };
    }
    return null;
  }

  async #takeDuplicate(
    rowNo: number,
    values: RowValues,
    { leadId, by }: { leadId: string; by: 'phone' | 'email' | 'wechat' | 'externalId' },
  ): Promise<void> {
    const reasons: ImportRowReason[] = [{ column: null, field: by, problem: 'duplicate' }];
    const pending = this.#changes.find(({ after }) => after.id === leadId);
    // The second row of a lead that this very chunk makes: the first one stands.
    const lead = pending ? undefined : await findLead(this.#tx, leadId);
    if (this.#running.options.duplicates === 'skip' || !lead) {
      this.#records.push({ rowNo, outcome: 'skipped', leadId, reasons, personal: null });
      return;
    }
    const { change, undo } = await updateFromRow(this.#context, this.#tx, this.#names, lead, values);
    // Written at once, since a later row may update it again; told in the chunk's one event.
    await saveLeads(this.#context, this.#tx, this.#actor, this.#held, 'import', [change], { event: false });
    undo.version = change.after.version;
    await indexLead(this.#tx, change.after);
    this.#updated.push(change);
    this.#records.push({ rowNo, outcome: 'updated', leadId, reasons, personal: { undo } });
  }
}

const keysOf = (values: RowValues): string[] => [
  ...(values.externalId === null ? [] : [`externalId:${values.externalId}`]),
  ...values.identities.map(({ kind, value }) => `${kind}:${value}`),
];

/** Several updates of one lead as one: from the first before to the last after. */
function merged(changes: readonly LeadChange[]): LeadChange[] {
  const byLead = new Map<string, LeadChange>();
  for (const change of changes) {
    const first = byLead.get(change.after.id);
    byLead.set(change.after.id, first ? { ...change, before: first.before } : change);
  }
  return [...byLead.values()];
}
