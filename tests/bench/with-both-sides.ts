import { RealData } from '../support/real-server.ts';
import { startBare } from './bare/start-bare.ts';
import { benchFloor, type FloorSize } from './bench-floor.ts';
import { LoadGenerator } from './load/load.ts';
import { residentKiB } from './process-facts.ts';
import { serverSettings } from './sections/section.ts';
import type { Side } from './side-by-side.ts';

/** `before`: the memory of both servers before anybody connected, in KiB. */
type Work<T> = (ours: Side, bare: Side, before: { ours: number | null; bare: number | null }) => Promise<T>;

/** Brings up the server on a floor of this size, the bare relay with the same cards, and a load generator for each. */
export async function withBothSides<T>(size: FloorSize, work: Work<T>): Promise<T> {
  const data = await RealData.make('sqlite');
  const ends: (() => unknown)[] = [() => data.remove()];
  try {
    const boards = await data.use((context) => benchFloor(context, size));
    const cards = boards.flatMap(({ leads }) => leads.map(({ id }) => id));
    const relay = await startBare('relay.ts', cards);
    ends.push(() => relay.close());
    const server = await data.start({ env: serverSettings });
    ends.push(() => server.stop());
    const before = { ours: residentKiB(server.pid), bare: residentKiB(relay.pid) };
    const ours = await LoadGenerator.connect({ url: server.url, speaks: 'tideboard', boards });
    ends.push(() => ours.close());
    const bare = await LoadGenerator.connect({ url: relay.url, speaks: 'bare', boards });
    ends.push(() => bare.close());
    return await work({ generator: ours, pid: server.pid }, { generator: bare, pid: relay.pid }, before);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
