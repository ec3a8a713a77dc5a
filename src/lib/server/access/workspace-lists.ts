import type { Queries } from '../db/database.ts';

export interface ListEntry {
  id: string;
  name: string;
  archivedAt: number | null;
  /** Leads that name it. */
  leads: number;
}

export interface ProductEntry extends ListEntry {
  series: string | null;
  priceMinor: number | null;
  currency: string | null;
}

export interface WorkspaceLists {
  channels: ListEntry[];
  products: ProductEntry[];
  lostReasons: ListEntry[];
}

const shown = 'case when e.archived_at is null then 0 else 1 end';
const counted = (column: string) => `(select count(*) from leads l where l.${column} = e.id) as "leads"`;

/** Channels, products and reasons for losing, archived ones last. */
export async function workspaceLists(read: Queries): Promise<WorkspaceLists> {
  return {
    channels: await read.all<ListEntry>(
      `select e.id, e.name, e.archived_at as "archivedAt", ${counted('channel_id')} from channels e
       order by ${shown}, e.created_at, e.id`,
    ),
    products: await read.all<ProductEntry>(
      `select e.id, e.name, e.series, e.price_minor as "priceMinor", e.currency, e.archived_at as "archivedAt",
         ${counted('product_id')} from products e order by ${shown}, e.series, e.name, e.id`,
    ),
    lostReasons: await read.all<ListEntry>(
      `select e.id, e.name, e.archived_at as "archivedAt", ${counted('lost_reason_id')} from lost_reasons e
       order by ${shown}, e.rank, e.id`,
    ),
  };
}
