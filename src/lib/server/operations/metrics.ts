import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../context/context.ts';
import { listen } from '../context/observed.ts';
import { liveFacts } from './live-facts.ts';

export interface Metrics {
  registry: Registry;
  close(): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const known = new WeakMap<Context['db'], Metrics>();

/** The figures of the running server for Prometheus; nothing in them names a person, a lead or a board. */
export function startMetrics(context: Context): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ engine: context.db.engine });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const commands = new Histogram({
    name: 'tideboard_command_seconds',
    help: 'Commands by name and outcome (ok, the code of a refusal, unexpected), until they are on disk',
    labelNames: ['name', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const group = new Histogram({
    name: 'tideboard_commit_commands',
    help: 'Commands written by one commit (SQLite)',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers,
  });
  const commit = new Histogram({
    name: 'tideboard_commit_seconds',
    help: 'Time of one commit with the commands in it (SQLite)',
    buckets: SECONDS,
    registers,
  });
  const frames = new Counter({ name: 'tideboard_frames_total', help: 'Frames, one per view key', registers });
  const events = new Counter({ name: 'tideboard_frame_events_total', help: 'Events in frames', registers });
  const lag = new Histogram({
    name: 'tideboard_stream_lag_seconds',
    help: 'From making an event to reading it from its stream',
    buckets: SECONDS,
    registers,
  });
  gauge(registry, 'tideboard_sockets', 'Open sockets', () => liveFacts(context)?.sockets());
  gauge(registry, 'tideboard_view_keys', 'Different views of boards that are looked at', () =>
    liveFacts(context)?.viewKeys(),
  );

  const stops = [
    listen('command', ({ name, outcome, ms }) => commands.observe({ name, outcome }, ms / 1000)),
    listen('commit', ({ commands: count, ms }) => {
      group.observe(count);
      commit.observe(ms / 1000);
    }),
    listen('frame', ({ events: count }) => {
      frames.inc();
      events.inc(count);
    }),
    listen('read', ({ lagMs }) => lag.observe(Math.max(0, lagMs) / 1000)),
  ];
  const metrics: Metrics = {
    registry,
    close: () => {
      for (const stop of stops) stop();
      registry.clear();
    },
  };
  known.set(context.db, metrics);
  return metrics;
}

export const metricsOf = ({ db }: Context): Metrics | undefined => known.get(db);

function gauge(registry: Registry, name: string, help: string, read: () => number | Promise<number> | undefined): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set((await read()) ?? 0);
    },
  });
}
