import { leadTerms } from '#lib/domain/search/terms.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Tx } from '../db/database.ts';

const CLEAR = 'delete from search_terms where lead_id = ?';
const MOST_ROWS = 64;

/** Writes the terms by which a lead is found. Call it after whatever changed a name, a company or an identity. */
export async function indexLead(tx: Tx, lead: Pick<Lead, 'id' | 'customerId' | 'name' | 'company'>): Promise<void> {
  const identities = await tx.all<{ kind: 'phone' | 'email' | 'wechat'; value: string }>(
    'select kind, value from identities where customer_id = ?',
    [lead.customerId],
  );
  const of = (kind: string) => identities.filter((identity) => identity.kind === kind).map(({ value }) => value);
  await tx.run(CLEAR, [lead.id]);
  const terms = leadTerms({
    name: lead.name,
    company: lead.company,
    phones: of('phone'),
    emails: of('email'),
    wechats: of('wechat'),
  });
  await addTerms(
    tx,
    terms.map((term) => [term, lead.id]),
  );
}

const statements = new Map<number, string>();

/**
 * For new leads, whose terms are known and not in the table yet. In the order of the table: the rows of a batch then fall
 * beside each other, and several share a page.
 */
export async function addTerms(tx: Tx, entries: readonly [term: string, leadId: string][]): Promise<void> {
  const sorted = entries.length > 1 ? entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : entries;
  for (let from = 0; from < sorted.length; from += MOST_ROWS) {
    const part = sorted.slice(from, from + MOST_ROWS);
    let sql = statements.get(part.length);
    if (!sql) {
      sql = `insert into search_terms (term, lead_id) values ${part.map(() => '(?, ?)').join(', ')} on conflict do nothing`;
      statements.set(part.length, sql);
    }
    await tx.run(sql, part.flat());
  }
}
