import type { CreateLead } from '#lib/contract/board/commands.ts';
import { invalidInput } from '#lib/domain/errors.ts';
import { normalizeIdentity, type IdentityKind } from '#lib/domain/intake/identity.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';

type NewCustomer = Pick<CreateLead, 'kind' | 'name' | 'company' | 'region' | 'remark' | 'identities'>;

const CUSTOMER = 'insert into customers (id, kind, created_at) values (?, ?, ?)';
const PERSONAL = 'insert into customer_personal (customer_id, name, company, region, remark) values (?, ?, ?, ?, ?)';
const IDENTITY = 'insert into identities (id, customer_id, kind, value, raw, created_at) values (?, ?, ?, ?, ?, ?)';

/** Stores a customer with his identities in their normal form and as they were typed (D1). Answers his id. */
export async function addCustomer(
  context: Context,
  tx: Tx,
  customer: NewCustomer,
  phoneRegion: string,
): Promise<string> {
  const id = context.newId();
  const now = context.now();
  await tx.run(CUSTOMER, [id, customer.kind, now]);
  await tx.run(PERSONAL, [id, customer.name, customer.company, customer.region, customer.remark]);
  for (const { kind, value } of customer.identities) await addIdentity(context, tx, id, kind, value, phoneRegion);
  return id;
}

export async function addIdentity(
  context: Context,
  tx: Tx,
  customerId: string,
  kind: IdentityKind,
  raw: string,
  phoneRegion: string,
): Promise<void> {
  const value = normalizeIdentity(kind, raw, phoneRegion);
  if (value === null) throw invalidInput(kind, 'not_an_identity');
  await tx.run(IDENTITY, [context.newId(), customerId, kind, value, raw, context.now()]);
}
