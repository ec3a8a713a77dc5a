import {
  customType,
  integer,
  primaryKey,
  real as sqliteReal,
  sqliteTable,
  text as sqliteText,
  index,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/**
 * Column kinds that mean the same on both engines, so that plain SQL text runs on either (ARCHITECTURE, Storage):
 * instants and amounts are 64-bit integers, flags are 0/1 integers and JSON is text on SQLite and PostgreSQL alike.
 */
export { index, primaryKey, uniqueIndex };
export const table = sqliteTable;
export const text = (name: string) => sqliteText(name);
/** Compared by bytes: SQLite's default; PostgreSQL needs COLLATE "C". */
export const orderKey = (name: string) => sqliteText(name);
/** Epoch milliseconds, UTC. */
export const instant = (name: string) => integer(name, { mode: 'number' });
/** Minor units of the currency beside it. */
export const minor = (name: string) => integer(name, { mode: 'number' });
export const whole = (name: string) => integer(name, { mode: 'number' });
export const real = (name: string) => sqliteReal(name);
export const flag = customType<{ data: boolean; driverData: number }>({
  dataType: () => 'integer',
  toDriver: (value) => (value ? 1 : 0),
  fromDriver: (value) => value === 1,
});
export const json = <T>(name: string) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => JSON.parse(value) as T,
  })(name);
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'blob' });
/** lucia stores a number here on SQLite and a date on PostgreSQL. */
export const sessionExpiry = (name: string) => integer(name, { mode: 'number' });
