import type { MaskedIdentity } from '#lib/contract/ownership/lead-detail.ts';
import type { IdentityKind } from '#lib/domain/intake/identity.ts';
import type { Queries } from '../db/database.ts';
import { hideNumbers, maskIdentity } from './mask-identity.ts';

interface Row {
  id: string;
  customerId: string;
  kind: IdentityKind;
  value: string;
  label: string | null;
}

/** Ways to reach several customers, masked (P5). */
export async function maskedIdentities(
  read: Queries,
  customerIds: readonly string[],
): Promise<Map<string, MaskedIdentity[]>> {
  if (customerIds.length === 0) return new Map();
  const rows = await read.all<Row>(
    `select id, customer_id as "customerId", kind, value, label from identities
     where customer_id in (${customerIds.map(() => '?').join(', ')}) and kind <> 'company' order by created_at, case kind when 'phone' then 0 when 'wechat' then 1 else 2 end, id`,
    customerIds,
  );
  const masked = new Map<string, MaskedIdentity[]>();
  for (const { id, customerId, kind, value, label } of rows) {
    const shown = { id, kind, masked: maskIdentity(kind, value), label: label && hideNumbers(label) };
    masked.set(customerId, [...(masked.get(customerId) ?? []), shown]);
  }
  return masked;
}
