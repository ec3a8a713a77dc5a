import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pino } from 'pino';
import { databaseEpoch } from '#lib/server/access/epoch.ts';
import type { Config } from '#lib/server/config/config.ts';
import { createContext, type Context } from '#lib/server/context/context.ts';
import { openDatabase } from '#lib/server/db/open-database.ts';
import { startRealtime } from './realtime/realtime.ts';
import { startScheduler } from './scheduler/scheduler.ts';

export interface TideboardApp {
  context: Context;
  /** Answers false when the path is not the application's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Says on the console that it is ready, and where. */
  announce(url: string): Promise<void>;
  /** `replaced`: a development reload, after which browsers reconnect by themselves. */
  close(reason: 'shutdown' | 'replaced'): Promise<void>;
}

/** Everything that runs, in the order in which it starts; it stops in the opposite order. */
export async function createApp(config: Config): Promise<TideboardApp> {
  const log = pino({ level: config.logLevel, base: undefined });
  const db = await openDatabase(config);
  const context = createContext({ config, db, log, epoch: await databaseEpoch(db) });
  const realtime = await startRealtime(context);
  const scheduler = startScheduler(context);
  return {
    context,
    handleUpgrade: (request, socket, head) => realtime.handleUpgrade(request, socket, head),
    // eslint-disable-next-line @typescript-eslint/require-await
    announce: async (url) => console.log(`Tideboard is ready on ${url}`),
    close: async (reason) => {
      await scheduler.close();
      await realtime.close(reason);
      await db.close();
    },
  };
}
