import { join, resolve } from 'node:path';
import { z } from 'zod';

/**
 * Everything that can be set from outside. Read once at the start (`TIDEBOARD_*`, `DATABASE_URL`); what people may change
 * while it runs stands in the database (settings).
 */
export interface Config {
  host: string;
  port: number;
  dataDir: string;
  /** Null: SQLite in `dataDir`. */
  databaseUrl: string | null;
  /** The address people use, for links and the Origin check; null: taken from each request. */
  origin: string | null;
  /** Send cookies over https only. */
  secureCookies: boolean;
  /** Behind a proxy that sets X-Forwarded-For. */
  trustProxy: boolean;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  demo: boolean;
  /** Demo without simulated reps. */
  quiet: boolean;
  /** PostgreSQL nodes wake each other by NOTIFY; off, they find out by polling alone. */
  wakeUps: boolean;
  /** How fast one socket may send changes is limited; a load test switches it off. */
  rateLimit: boolean;
  /** With it /metrics may be read from other machines. */
  metricsToken: string | null;
  migrationsDir: string;
}

const environment = z.object({
  TIDEBOARD_HOST: z.string().default('127.0.0.1'),
  TIDEBOARD_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  TIDEBOARD_DATA: z.string().default('data'),
  DATABASE_URL: z.string().optional(),
  ORIGIN: z.url().optional(),
  TIDEBOARD_SECURE_COOKIES: z.stringbool().optional(),
  TIDEBOARD_TRUST_PROXY: z.stringbool().default(false),
  TIDEBOARD_LOG: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TIDEBOARD_DEMO: z.stringbool().default(false),
  TIDEBOARD_QUIET: z.stringbool().default(false),
  TIDEBOARD_WAKE_UPS: z.stringbool().default(true),
  TIDEBOARD_RATE_LIMIT: z.stringbool().default(true),
  TIDEBOARD_METRICS_TOKEN: z.string().min(16).optional(),
  TIDEBOARD_MIGRATIONS: z.string().default('drizzle'),
});

export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const values = environment.parse(env);
  return {
    host: values.TIDEBOARD_HOST,
    port: values.TIDEBOARD_PORT,
    dataDir: resolve(values.TIDEBOARD_DATA),
    databaseUrl: values.DATABASE_URL || null,
    origin: values.ORIGIN ?? null,
    secureCookies: values.TIDEBOARD_SECURE_COOKIES ?? values.ORIGIN?.startsWith('https:') ?? false,
    trustProxy: values.TIDEBOARD_TRUST_PROXY,
    logLevel: values.TIDEBOARD_LOG,
    demo: values.TIDEBOARD_DEMO,
    quiet: values.TIDEBOARD_QUIET,
    wakeUps: values.TIDEBOARD_WAKE_UPS,
    rateLimit: values.TIDEBOARD_RATE_LIMIT,
    metricsToken: values.TIDEBOARD_METRICS_TOKEN ?? null,
    migrationsDir: resolve(values.TIDEBOARD_MIGRATIONS),
  };
}

export const databaseFile = (config: Config): string => join(config.dataDir, 'tideboard.db');
