import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { databaseFile, type Config } from '../config/config.ts';
import type { Database } from './database.ts';
import { openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';

/** Opens the engine that the configuration names and brings its tables up to date. */
export async function openDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl) {
    return openPostgres(config.databaseUrl, join(config.migrationsDir, 'postgres'), config.wakeUps);
  }
  mkdirSync(config.dataDir, { recursive: true });
  return openSqlite(databaseFile(config), join(config.migrationsDir, 'sqlite'));
}
