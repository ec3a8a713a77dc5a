import { leadTerms } from '#lib/domain/search/terms.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Tx } from '../db/database.ts';

const CLEAR = 'delete from search_terms where lead_id = ?';
const MOST_ROWS = 32;

/** Writes the terms by which a lead is found. Call it after whatever changed a name, a company or an identity. */
export async function indexLead(tx: Tx, lead: Pick<Lead, 'id' | 'customerId' | 'name' | 'company'>): Promise<void> {
  const identities = await tx.all<{ kind: 'phone' | 'email' | 'wechat'; value: string }>(
    'select kind, value from identities where customer_id = ?',
    [lead.customerId],
  );
  const of = (kind: string) => identities.filter((identity) => identity.kind === kind).map(({ value }) => value);
  await tx.run(CLEAR, [lead.id]);
  await addTerms(
    tx,
    lead.id,
    leadTerms({
      name: lead.name,
      company: lead.company,
      phones: of('phone'),
      emails: of('email'),
      wechats: of('wechat'),
    }),
  );
}

const statements = new Map<number, string>();

/** For new leads, whose terms are known and not in the table yet. */
export async function addTerms(tx: Tx, leadId: string, terms: readonly string[]): Promise<void> {
  for (let from = 0; from < terms.length; from += MOST_ROWS) {
    const part = terms.slice(from, from + MOST_ROWS);
    let sql = statements.get(part.length);
    if (!sql) {
      sql = `insert into search_terms (term, lead_id) values ${part.map(() => '(?, ?)').join(', ')} on conflict do nothing`;
      statements.set(part.length, sql);
    }
    await tx.run(
      sql,
      part.flatMap((term) => [term, leadId]),
    );
  }
}
