import { invalidInput } from '#lib/domain/errors.ts';
import { normalizeIdentity, type IdentityKind } from '#lib/domain/intake/identity.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';
import type { Context } from '../context/context.ts';

export interface FoundCustomer {
  customerId: string;
  leads: number;
  erasedAt: number | null;
}

const FACTS = `select c.id as "customerId", c.erased_at as "erasedAt", (select count(*) from leads l where l.customer_id = c.id) as "leads"
  from customers c where c.id in`;

export const customersOfLead = ({ db }: Context, leadId: string): Promise<FoundCustomer[]> =>
  db.read.all<FoundCustomer>(`${FACTS} (select customer_id from leads where id = ?)`, [leadId]);

/** By a phone number, an address or an id as a person types it. */
export async function customersOfIdentity(
  context: Context,
  kind: IdentityKind,
  typed: string,
): Promise<FoundCustomer[]> {
  const { phoneRegion } = await workspaceSettings(context.db.read);
  const value = normalizeIdentity(kind, typed, phoneRegion);
  if (value === null) throw invalidInput(kind, 'not_an_identity');
  const sql = `${FACTS} (select customer_id from identities where kind = ? and value = ?)`;
  return context.db.read.all<FoundCustomer>(sql, [kind, value]);
}
