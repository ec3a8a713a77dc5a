import type { ImportOptions } from '#lib/contract/intake/import.ts';
import { companyKey } from '#lib/domain/intake/company.ts';
import type { RowValues } from '#lib/domain/intake/read-row.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { holdCustomer } from './customer-leads.ts';

const NEW_CUSTOMER = 'insert into customers (id, kind, created_at) values (?, ?, ?)';
const NEW_PERSONAL =
  'insert into customer_personal (customer_id, name, company, region, remark) values (?, ?, ?, ?, ?)';
const NEW_IDENTITY =
  'insert into identities (id, customer_id, kind, value, raw, label, created_at) values (?, ?, ?, ?, ?, ?, ?)';
const BY_COMPANY = `select customer_id as "customerId" from identities where kind = 'company' and value = ? limit 1`;
const NAMES = 'select name, company from customer_personal where customer_id = ?';
const HAS_IDENTITY = 'select 1 as "one" from identities where customer_id = ? and kind = ? and value = ?';

/** The customer behind a new lead, by the names that all his leads show. */
export interface RowCustomer {
  id: string;
  name: string;
  company: string | null;
}

/** Finds or makes the customers of the rows of one transaction. */
export class ImportCustomers {
  readonly #context: Context;
  readonly #tx: Tx;
  readonly #customers: ImportOptions['customers'];
  readonly #byCompany = new Map<string, RowCustomer>();

  constructor(context: Context, tx: Tx, customers: ImportOptions['customers']) {
    this.#context = context;
    this.#tx = tx;
    this.#customers = customers;
  }

  /** The customer of the same company, when the file is of companies; otherwise a new one with the row's identities. */
  async of(row: RowValues): Promise<RowCustomer> {
    const company = this.#customers === 'company' && row.company !== null ? companyKey(row.company) : '';
    if (company === '') return this.#make(row, 'person', { name: row.name ?? '', company: row.company });
    const known = this.#byCompany.get(company) ?? (await this.#known(company));
    if (known) {
      this.#byCompany.set(company, known);
      await this.#addIdentities(known.id, row);
      return known;
    }
    // The company is the customer; whose number it is stands beside the number.
    const made = await this.#make(row, 'company', { name: row.company!, company: row.company });
    await this.#identity(made.id, { kind: 'company', value: company, raw: row.company! }, null);
    this.#byCompany.set(company, made);
    return made;
  }

  /** A row changed the name of a customer whom later rows may belong to. */
  renamed({ customerId, name, company }: Pick<Lead, 'customerId' | 'name' | 'company'>): void {
    for (const known of this.#byCompany.values()) if (known.id === customerId) Object.assign(known, { name, company });
  }

  async #known(company: string): Promise<RowCustomer | null> {
    const found = await this.#tx.get<{ customerId: string }>(BY_COMPANY, [company]);
    if (!found) return null;
    // A lead joins him: nobody changes his name between reading it and the commit.
    await holdCustomer(this.#tx, found.customerId);
    const names = await this.#tx.get<{ name: string; company: string | null }>(NAMES, [found.customerId]);
    return names ? { id: found.customerId, ...names } : null;
  }

  async #make(
    row: RowValues,
    kind: 'person' | 'company',
    names: { name: string; company: string | null },
  ): Promise<RowCustomer> {
    const id = this.#context.newId();
    await this.#tx.run(NEW_CUSTOMER, [id, kind, this.#context.now()]);
    await this.#tx.run(NEW_PERSONAL, [id, names.name, names.company, row.region, row.remark]);
    for (const identity of row.identities) {
      await this.#identity(id, identity, kind === 'company' ? contactOf(row, identity.raw) : null);
    }
    return { id, ...names };
  }

  async #addIdentities(customerId: string, row: RowValues): Promise<void> {
    for (const identity of row.identities) {
      if (await this.#tx.get(HAS_IDENTITY, [customerId, identity.kind, identity.value])) continue;
      await this.#identity(customerId, identity, contactOf(row, identity.raw));
    }
  }

  #identity(
    customerId: string,
    { kind, value, raw }: { kind: string; value: string; raw: string },
    label: string | null,
  ): Promise<number> {
    const { newId, now } = this.#context;
    return this.#tx.run(NEW_IDENTITY, [newId(), customerId, kind, value, raw, label, now()]);
  }
}

/** The person at a company whose number or address it is; a row without names is called by the company or the number. */
const contactOf = ({ name, company }: RowValues, raw: string): string | null =>
  name === company || name === raw ? null : name;
