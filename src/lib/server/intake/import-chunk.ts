import type { ImportRowReason } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { ReadRow, RowValues } from '#lib/domain/intake/read-row.ts';
import { positionBetween } from '#lib/domain/board/position.ts';
import { leadTerms } from '#lib/domain/search/terms.ts';
import { findLead, type Lead } from '../board/lead-row.ts';
import type { HeldBoard, LeadChange } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { newSpell, type SpellRow } from '../ownership/spells.ts';
import { boardsOfCustomers, HeldBoards, indexCustomer, siblingChanges, withCustomersHeld } from './customer-leads.ts';
import { ImportCustomers } from './import-customers.ts';
import { keysOfRow, leadOfRow, type KnownLead } from './import-duplicates.ts';
import { importedLead, stageProblem } from './imported-lead.ts';
import type { ImportNames } from './import-names.ts';
import type { StoredImport } from './import-store.ts';
import { addTerms } from './index-lead.ts';
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

const LAST_POSITION = 'select position from leads where board_id = ? and stage_id = ? order by position desc limit 1';
const ADD_ROW =
  'insert into import_rows (import_id, row_no, outcome, lead_id, reasons, personal) values (?, ?, ?, ?, ?, ?)';
/** Only whoever knows how far the import is may go on with it: another node may have taken these rows, or somebody undoes them. */
const CLAIM = `update imports set done = done + ? where id = ? and state = 'running' and done = ?`;
const COUNT = `update imports set created = created + ?, updated = updated + ?, skipped = skipped + ?, failed = failed + ? where id = ?`;

/**
 * Takes the next rows onto the board: one transaction, one event, and the import's progress with them, so that a restart
 * goes on exactly here. Answers false, with nothing written, when the import is not at `rows[0]` any more.
 */
export async function importChunk(
  context: Context,
  actor: Actor,
  running: StoredImport,
  names: ImportNames,
  rows: readonly ChunkInput[],
  size: ChunkSize,
): Promise<boolean> {
  try {
    await withCustomersHeld(() =>
      context.db.transaction(async (tx) => {
        const others = running.options.duplicates === 'update' ? await boardsOfRows(tx, running.boardId, rows) : [];
        const boards = await HeldBoards.take(context, tx, actor, running.boardId, others);
        if ((await tx.run(CLAIM, [rows.length, running.id, rows[0]!.rowNo])) === 0) throw new Overtaken();
        await names.holdOwners(
          tx,
          rows.map(({ read: { values } }) => values),
        );
        const chunk = new Chunk(context, actor, tx, boards, running, names);
        const began = performance.now();
        for (const row of rows) await chunk.take(row);
        await chunk.finish(rows.length);
        size.took(rows.length, performance.now() - began);
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
}

/** Rolls back the chunk, with the numbers that it took of the streams. */
class Overtaken extends Error {}

/** Boards with leads of customers whom these rows may change. */
async function boardsOfRows(tx: Tx, boardId: string, rows: readonly ChunkInput[]): Promise<string[]> {
  const customers = new Set<string>();
  for (const { read } of rows) {
    const known = read.problems.length === 0 ? await leadOfRow(tx, boardId, read.values) : null;
    if (known) customers.add(known.customerId);
  }
  return boardsOfCustomers(tx, [...customers]);
}

class Chunk {
  readonly #context: Context;
  readonly #actor: Actor;
  readonly #tx: Tx;
  readonly #boards: HeldBoards;
  readonly #held: HeldBoard;
  readonly #running: StoredImport;
  readonly #names: ImportNames;
  readonly #customers: ImportCustomers;
  readonly #created: { change: LeadChange; row: RowValues }[] = [];
  readonly #records: RowRecord[] = [];
  readonly #last = new Map<string, string | null>();
  /** Leads of this chunk are not in the table yet when the next row asks for duplicates. */
  readonly #seen = new Map<string, string>();

  constructor(context: Context, actor: Actor, tx: Tx, boards: HeldBoards, running: StoredImport, names: ImportNames) {
    this.#context = context;
    this.#actor = actor;
    this.#tx = tx;
    this.#boards = boards;
    this.#held = boards.get(running.boardId);
    this.#running = running;
    this.#names = names;
    this.#customers = new ImportCustomers(context, tx, running.options.customers);
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
    const created = this.#created.map(({ change }) => change);
    await this.#boards.save(this.#context, this.#tx, this.#actor, 'import', created);
    await this.#boards.tell(this.#context, this.#tx, this.#actor, 'import');
    await addTerms(this.#tx, this.#terms());
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
    await this.#tx.run(COUNT, [taken - updated - skipped - failed, updated, skipped, failed, id]);
  }

  async #create(row: RowValues): Promise<void> {
    const { board } = this.#held;
    const customer = await this.#customers.of(row);
    const made = importedLead(this.#context, board, this.#names, row, {
      importId: this.#running.id,
      customer,
      position: '',
      clock: this.#running.options.clock,
    });
    const { lead, owner, stage, idleFrom, history } = made;
    lead.position = await this.#nextPosition(stage.id);
    const spell = this.#spellOf(lead, owner, stage, idleFrom);
    this.#created.push({ change: { before: null, after: lead, history, ...(spell ? { spell } : {}) }, row });
    for (const { key } of keysOfRow(row)) this.#seen.set(key, lead.id);
  }

  /** By what the new leads are found. */
  #terms(): [term: string, leadId: string][] {
    return this.#created.flatMap(({ change: { after }, row }) => {
      const of = (kind: string) =>
        row.identities.filter((identity) => identity.kind === kind).map(({ value }) => value);
      const terms = leadTerms({
        name: after.name,
        company: after.company,
        phones: of('phone'),
        emails: of('email'),
        wechats: of('wechat'),
      });
      return terms.map((term): [string, string] => [term, after.id]);
    });
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

  async #duplicateOf(row: RowValues): Promise<{ leadId: string; by: KnownLead['by'] } | null> {
    for (const { key, by } of keysOfRow(row)) {
      const leadId = this.#seen.get(key);
      if (leadId) return { leadId, by };
    }
    const known = await leadOfRow(this.#tx, this.#held.board.id, row);
    return known && { leadId: known.id, by: known.by };
  }

  async #takeDuplicate(
    rowNo: number,
    values: RowValues,
    { leadId, by }: { leadId: string; by: KnownLead['by'] },
  ): Promise<void> {
    const reasons: ImportRowReason[] = [{ column: null, field: by, problem: 'duplicate' }];
    const pending = this.#created.some(({ change }) => change.after.id === leadId);
    // The second row of a lead that this very chunk makes: the first one stands.
    const found = pending || this.#running.options.duplicates === 'skip' ? undefined : await findLead(this.#tx, leadId);
    if (!found) {
      this.#records.push({ rowNo, outcome: 'skipped', leadId, reasons, personal: null });
      return;
    }
    await this.#boards.holdCustomers(this.#tx, [found.customerId]);
    // Read again: his name may have changed while he was waited for.
    const lead = (await findLead(this.#tx, leadId))!;
    const undo = await this.#update(lead, values);
    this.#records.push({ rowNo, outcome: 'updated', leadId, reasons, personal: { undo } });
  }

  /** Written at once, since a later row may update it again; told in the chunk's one event. */
  async #update(lead: Lead, values: RowValues): Promise<UpdateTrace> {
    const { id } = this.#running;
    const { change, undo } = await updateFromRow(this.#context, this.#tx, this.#names, id, lead, values);
    const { before, after } = change;
    const siblings = before ? await siblingChanges(this.#tx, before, after) : [];
    await this.#boards.save(this.#context, this.#tx, this.#actor, 'import', [change, ...siblings]);
    await indexCustomer(this.#tx, after);
    this.#customers.renamed(after);
    for (const { change: created } of this.#created) {
      if (created.after.customerId !== after.customerId) continue;
      Object.assign(created.after, { name: after.name, company: after.company });
    }
    return undo;
  }
}
