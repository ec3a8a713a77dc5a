import type { RowValues } from '#lib/domain/intake/read-row.ts';
import type { Lead } from '../board/lead-row.ts';
import type { LeadChange } from '../board/save-leads.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { foreignFacts } from './import-facts.ts';
import type { ImportNames } from './import-names.ts';

/** What an update by an import replaced, so that it can be put back. Personal. */
export interface UpdateTrace {
  /** Facts in the lead's history that are not of this import: more of them later means that somebody worked the lead. */
  facts: number;
  lead: Partial<
    Pick<Lead, 'productId' | 'expectedMinor' | 'currency' | 'intent' | 'tags' | 'nextAt' | 'nextKind' | 'campaign'>
  >;
  customer: Partial<Record<PersonalColumn, string | null>>;
  /** What was written there instead: whatever stands there by then is somebody else's. */
  wrote: Partial<Record<PersonalColumn, string | null>>;
  identityIds: string[];
}
export type PersonalColumn = 'name' | 'company' | 'region' | 'remark';

/**
 * Brings a lead up to a row: what the row says replaces what stands there, blank cells change nothing, tags and identities
 * are added. Stage, owner and clocks stay: an import moves nobody's lead.
 */
export async function updateFromRow(
  context: Context,
  tx: Tx,
  names: ImportNames,
  importId: string,
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
  const { old, wrote } = await updateCustomer(tx, before.customerId, row);
  const identityIds = await addIdentities(context, tx, before.customerId, row);
  const after: Lead = { ...before, ...given };
  if (typeof wrote.name === 'string') after.name = wrote.name;
  if (wrote.company !== undefined) after.company = wrote.company;
  const fields = [...Object.keys(given), ...Object.keys(wrote)];
  return {
    change: {
      before,
      after,
      history: fields.length > 0 ? [{ kind: 'import_updated', data: { importId, fields } }] : [],
    },
    undo: { facts: await foreignFacts(tx, before.id, importId), lead: undoLead, customer: old, wrote, identityIds },
  };
}

/** What a row says of the customer. A company is not called by the person whom the row names. */
function personalOf(kind: string, row: RowValues): Record<PersonalColumn, string | null> {
  const { company, region, remark } = row;
  return { name: kind === 'company' ? company : row.name, company, region, remark };
}

async function updateCustomer(
  tx: Tx,
  customerId: string,
  row: RowValues,
): Promise<{ old: UpdateTrace['customer']; wrote: UpdateTrace['wrote'] }> {
  const stored = await tx.get<Record<PersonalColumn, string | null> & { kind: string }>(
    `select c.kind, p.name, p.company, p.region, p.remark
     from customers c join customer_personal p on p.customer_id = c.id where c.id = ?`,
    [customerId],
  );
  const old: UpdateTrace['customer'] = {};
  const wrote: UpdateTrace['wrote'] = {};
  if (!stored) return { old, wrote };
  for (const [column, value] of Object.entries(personalOf(stored.kind, row)) as [PersonalColumn, string | null][]) {
    if (value === null || value === stored[column]) continue;
    old[column] = stored[column];
    wrote[column] = value;
    await tx.run(`update customer_personal set ${column} = ? where customer_id = ?`, [value, customerId]);
  }
  return { old, wrote };
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
