import type { RowValues } from '#lib/domain/intake/read-row.ts';
import type { Lead } from '../board/lead-row.ts';
import type { LeadChange } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import type { ImportNames } from './import-names.ts';

/** What an update by an import replaced, so that it can be put back. Personal. */
export interface UpdateTrace {
  version: number;
  lead: Partial<
    Pick<Lead, 'productId' | 'expectedMinor' | 'currency' | 'intent' | 'tags' | 'nextAt' | 'nextKind' | 'campaign'>
  >;
  customer: Partial<Record<PersonalColumn, string | null>>;
  identityIds: string[];
}
export type PersonalColumn = 'name' | 'company' | 'region' | 'remark';
const personalColumns: readonly PersonalColumn[] = ['name', 'company', 'region', 'remark'];

/**
 * Brings a lead up to a row: what the row says replaces what stands there, blank cells change nothing, tags and identities
 * are added. Stage, owner and clocks stay: an import moves nobody's lead.
 */
export async function updateFromRow(
  context: Context,
  tx: Tx,
  names: ImportNames,
  before: Lead,
  row: RowValues,
): Promise<{ change: LeadChange; undo: UpdateTrace }> {
  const given: UpdateTrace['lead'] = {};
  const product = names.id('product', row.product);
  if (product !== null) given.productId = product;
  if (row.campaign !== null) given.campaign = row.campaign;
  if (row.expectedMinor !== null) {
    given.expectedMinor = row.expectedMinor;
    given.currency = row.currency ?? before.currency;
  }
  if (row.intent !== 0) given.intent = row.intent;
  if (row.tags.length > 0) given.tags = [...new Set([...before.tags, ...row.tags])];
  if (row.nextAt !== null && before.state === 'open') Object.assign(given, { nextAt: row.nextAt, nextKind: 'call' });
  const undoLead = Object.fromEntries(
    Object.keys(given).map((key) => [key, before[key as keyof Lead]]),
  ) as UpdateTrace['lead'];
  const customer = await updateCustomer(tx, before.customerId, row);
  const identityIds = await addIdentities(context, tx, before.customerId, row);
  const after: Lead = { ...before, ...given };
  if (customer.name !== undefined && row.name !== null) after.name = row.name;
  if (customer.company !== undefined) after.company = row.company;
  const fields = [...Object.keys(given), ...Object.keys(customer)];
  return {
    change: { before, after, history: fields.length > 0 ? [{ kind: 'import_updated', data: { fields } }] : [] },
    undo: { version: 0, lead: undoLead, customer, identityIds },
  };
}

async function updateCustomer(tx: Tx, customerId: string, row: RowValues): Promise<UpdateTrace['customer']> {
  const old = await tx.get<Record<PersonalColumn, string | null>>(
    'select name, company, region, remark from customer_personal where customer_id = ?',
    [customerId],
  );
  const replaced: UpdateTrace['customer'] = {};
  for (const column of personalColumns) {
    const value = row[column];
    if (value === null || !old || value === old[column]) continue;
    replaced[column] = old[column];
    await tx.run(`update customer_personal set ${column} = ? where customer_id = ?`, [value, customerId]);
  }
  return replaced;
}

async function addIdentities(context: Context, tx: Tx, customerId: string, row: RowValues): Promise<string[]> {
  const added: string[] = [];
  for (const { kind, value, raw } of row.identities) {
    const known = await tx.get('select 1 as "one" from identities where customer_id = ? and kind = ? and value = ?', [
      customerId,
      kind,
      value,
    ]);
    if (known) continue;
    const id = context.newId();
    await tx.run('insert into identities (id, customer_id, kind, value, raw, created_at) values (?, ?, ?, ?, ?, ?)', [
      id,
      customerId,
      kind,
      value,
      raw,
      context.now(),
    ]);
    added.push(id);
  }
  return added;
}
