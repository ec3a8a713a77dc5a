import {
  bigint,
  customType,
  doublePrecision,
  index,
  pgTable,
  primaryKey,
  text as pgText,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

/** The PostgreSQL half of columns.sqlite.ts; see there. */
export { index, primaryKey, uniqueIndex };
export const table = pgTable;
export const text = (name: string) => pgText(name);
export const orderKey = (name: string) => customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' })(name);
export const instant = (name: string) => bigint(name, { mode: 'number' });
export const minor = (name: string) => bigint(name, { mode: 'number' });
export const whole = (name: string) => bigint(name, { mode: 'number' });
export const real = (name: string) => doublePrecision(name);
export const flag = customType<{ data: boolean; driverData: number }>({
  dataType: () => 'bigint',
  toDriver: (value) => (value ? 1 : 0),
  fromDriver: (value) => Number(value) === 1,
});
export const json = <T>(name: string) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => JSON.parse(value) as T,
  })(name);
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
export const sessionExpiry = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
