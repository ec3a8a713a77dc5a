import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pino, type Logger } from 'pino';
import { databaseEpoch } from '#lib/server/access/epoch.ts';
import type { Config } from '#lib/server/config/config.ts';
import { createContext, type Context } from '#lib/server/context/context.ts';
import { setLiveFacts } from '#lib/server/operations/live-facts.ts';
import { startMetrics } from '#lib/server/operations/metrics.ts';
import { prepareData } from '#lib/server/operations/prepare-data.ts';
import { announcement } from './announce.ts';
import { loadFromBundle } from './control/bundled-commands.ts';
import { startControl } from './control/control-server.ts';
import { lockDataDir, type DataLock } from './lock.ts';
import { startRealtime } from './realtime/realtime.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { openUnmixed } from './simulation/demo-mark.ts';
import { startSimulation } from './simulation/simulation.ts';

export interface TideboardApp {
  context: Context;
  /** Answers false when the path is not the application's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Says on the console that it is ready, and where. */
  announce(url: string): Promise<void>;
  /** `replaced`: a development reload, after which browsers reconnect by themselves. */
  close(reason: 'shutdown' | 'replaced'): Promise<void>;
}

/** Takes the data, or refuses with the process that has it. Nodes on one PostgreSQL share theirs. */
export async function createApp(config: Config): Promise<TideboardApp> {
  const log = pino({ level: config.logLevel, base: undefined });
  const lock = config.databaseUrl ? null : lockDataDir(config.dataDir);
  try {
    return await startParts(config, log, lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** Everything that runs, in the order in which it starts; it stops in the opposite order. */
async function startParts(config: Config, log: Logger, lock: DataLock | null): Promise<TideboardApp> {
  await prepareData(config, (line) => console.log(line));
  const db = await openUnmixed(config);
  const context = createContext({ config, db, log, epoch: await databaseEpoch(db) });
  const metrics = startMetrics(context);
  const realtime = await startRealtime(context);
  setLiveFacts(context, realtime.facts);
  const scheduler = startScheduler(context);
  const simulation = startSimulation(context);
  let address: string | null = null;
  const server = {
    get address() {
      return address;
    },
    startedAt: Date.now(),
    // The same way out as a signal from outside: the shell drains and closes.
    stop: () => void setImmediate(() => process.emit('SIGTERM')),
  };
  const control = lock && (await startControl(context, lock, server, loadFromBundle));
  return {
    context,
    handleUpgrade: (request, socket, head) => realtime.handleUpgrade(request, socket, head),
    announce: async (url) => {
      address = config.origin ?? url;
      lock?.describe({ address });
      console.log((await announcement(context, url)).join('\n'));
      log.info({ address, engine: db.engine, node: process.version }, 'started');
    },
    close: async (reason) => {
      await control?.close();
      await simulation.close();
      await scheduler.close();
      await realtime.close(reason);
      metrics.close();
      await db.close();
      lock?.release();
    },
  };
}
