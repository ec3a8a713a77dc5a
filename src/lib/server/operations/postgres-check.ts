import pg from 'pg';
import { Refusal } from './refusal.ts';

/** Looks whether the PostgreSQL database can be reached, and how far it has been migrated (epoch ms; 0: empty). */
export async function inspectPostgres(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows: found } = await client.query<{ known: string | null }>(
      `select to_regclass('drizzle.__drizzle_migrations') as known`,
    );
    if (!found[0]?.known) return 0;
    const { rows } = await client.query<{ last: string | null }>(
      'select max(created_at) as last from drizzle.__drizzle_migrations',
    );
    return Number(rows[0]?.last ?? 0);
  } catch (error) {
    throw explainConnection(error, url);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The address without its password, for messages. */
export function shownUrl(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = parsed.password ? '…' : '';
    parsed.search = '';
    return decodeURI(parsed.href);
  } catch {
    return 'DATABASE_URL';
  }
}

function explainConnection(error: unknown, url: string): unknown {
  const { code } = error as { code?: string };
  const where = shownUrl(url);
  switch (code) {
    case 'ERR_INVALID_URL':
      return new Refusal(
        'DATABASE_URL is not an address.',
        'It looks like postgres://user:password@host:5432/tideboard',
        2,
      );
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
      return new Refusal(`No PostgreSQL answers at ${where}.`, 'Start it, or check host and port in DATABASE_URL.');
    case '28P01':
    case '28000':
      return new Refusal(`PostgreSQL refused the sign-in to ${where}.`, 'Check user and password in DATABASE_URL.');
    case '3D000':
      return new Refusal(`There is no such database: ${where}.`, 'Make it first, for example with: createdb tideboard');
    case '42501':
      return new Refusal(
        `This user may not read ${where}.`,
        'Make the user the owner of the database: alter database … owner to …',
      );
    default:
      return error;
  }
}
