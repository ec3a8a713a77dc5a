import Papa from 'papaparse';
import { importOptionsSchema } from '#lib/contract/intake/import.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import type { Lead } from '#lib/server/board/lead-row.ts';
import type { Context } from '#lib/server/context/context.ts';
import { findImport } from '#lib/server/intake/import-store.ts';
import { readTable } from '#lib/server/intake/read-file.ts';
import { runImport } from '#lib/server/intake/run-import.ts';
import { startImport } from '#lib/server/intake/start-import.ts';

/** A lead as a file tells it, with its past. */
export interface PastLead extends Partial<
  Pick<
    Lead,
    'state' | 'reached' | 'closedAt' | 'ownerId' | 'creditTeamId' | 'productId' | 'channelId' | 'wonMinor' | 'currency'
  >
> {
  stageId: string;
  arrivedAt: number | null;
}

const iso = (at: number | null | undefined) => (at == null ? '' : new Date(at).toISOString());

/** Who owned the leads of which a test does not say it: he is gone. */
const SOMEBODY = 'Somebody who left';

/** Puts leads with their past onto a board the way a person does: as a file. Answers their ids in the file's order. */
export async function writeLeads(context: Context, boardId: string, past: readonly PastLead[]): Promise<string[]> {
  const names = await namesOf(context);
  const name = (id: string | null | undefined) => (id == null ? '' : names.get(id)!);
  const passed = (lead: PastLead) => (lead.reached ?? []).filter(([stageId]) => stageId !== lead.stageId);
  const stages = [...new Set(past.flatMap((lead) => passed(lead).map(([stageId]) => stageId)))];
  const rows = past.map((lead, i) => ({
    key: `row ${i}`,
    name: `Lead ${i}`,
    stage: name(lead.stageId),
    owner: lead.ownerId === undefined ? SOMEBODY : name(lead.ownerId),
    team: name(lead.creditTeamId),
    product: name(lead.productId),
    channel: name(lead.channelId),
    currency: lead.currency ?? '',
    won: lead.wonMinor == null ? '' : decimal(lead.wonMinor, lead.currency ?? 'CNY'),
    arrived: iso(lead.arrivedAt),
    closed: iso(lead.closedAt),
    ...Object.fromEntries(stages.map((id) => [`since ${id}`, iso(passed(lead).find(([stage]) => stage === id)?.[1])])),
  }));
  const columns = [
    ...(['name', 'stage', 'owner', 'team', 'product', 'channel', 'currency', 'won'] as const).map((column) => ({
      column,
      field: column,
    })),
    { column: 'key', field: 'externalId' },
    { column: 'arrived', field: 'arrivedAt', format: 'instant' },
    { column: 'closed', field: 'closedAt', format: 'instant' },
    ...stages.map((id) => ({ column: `since ${id}`, field: 'stageAt', stage: name(id), format: 'instant' })),
  ];
  const importId = await startImport(context, systemActor('import'), {
    boardId,
    fileName: 'past.csv',
    table: await readTable(new TextEncoder().encode(Papa.unparse(rows))),
    options: importOptionsSchema.parse({ mapping: { columns }, duplicates: 'create' }),
  });
  await runImport(context, importId);
  const { created } = await findImport(context.db.read, importId);
  if (created !== past.length) throw new Error(`${past.length - created} rows of the past were refused`);
  const leads = await context.db.read.all<{ id: string }>('select id from leads where import_id = ? order by id', [
    importId,
  ]);
  return leads.map(({ id }) => id);
}

/** People, teams, lists and stages by id: a file names them. */
async function namesOf({ db }: Context): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const table of ['people', 'teams', 'products', 'channels', 'stages']) {
    for (const { id, name } of await db.read.all<{ id: string; name: string }>(`select id, name from ${table}`)) {
      names.set(id, name);
    }
  }
  return names;
}

function decimal(minor: number, currency: string): string {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!;
  return (minor / 10 ** digits).toFixed(digits);
}
