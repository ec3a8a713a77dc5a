import { startPostgres } from '../../support/postgres.ts';
import { RealData } from '../../support/real-server.ts';
import { freshDatabase } from '../../support/test-context.ts';
import { startBare } from '../bare/start-bare.ts';
import { benchFloor } from '../bench-floor.ts';
import { LoadGenerator } from '../load/load.ts';
import type { BoardPlan, Flood } from '../load/messages.ts';
import { atLeast, type Figure } from '../report.ts';
import { middle, sideBySide, type BothSides } from '../side-by-side.ts';
import { serverSettings, type SectionResult } from './section.ts';

const BOARDS = 20;
const ROUNDS = 2;

/** Acknowledged moves per second on PostgreSQL with its disk syncs on: spread over 20 boards, and all on one. */
export async function postgres(): Promise<SectionResult> {
  const cluster = await startPostgres({ durable: true });
  const ends: (() => unknown)[] = [() => cluster.stop()];
  try {
    process.env['TIDEBOARD_TEST_PG'] = cluster.url;
    const data = await RealData.make('postgres');
    ends.push(() => data.remove());
    const boards = await data.use((context) =>
      benchFloor(context, { boards: BOARDS, leadsPerBoard: 200, moversPerBoard: 4, viewersPerBoard: 0, viewKeys: 1 }),
    );
    const bare = await freshDatabase();
    ends.push(() => bare.drop());
    const relay = await startBare(
      'relay-postgres.ts',
      boards.flatMap(({ leads }) => leads.map(({ id }) => id)),
      { BENCH_DATABASE_URL: bare.url },
    );
    ends.push(() => relay.close());
    const server = await data.start({ env: serverSettings });
    ends.push(() => server.stop());

    const measure = async (some: BoardPlan[], load: Flood): Promise<BothSides> => {
      const ours = await LoadGenerator.connect({ url: server.url, speaks: 'tideboard', boards: some });
      const other = await LoadGenerator.connect({ url: relay.url, speaks: 'bare', boards: some });
      try {
        const sides = [
          { generator: ours, pid: server.pid },
          { generator: other, pid: relay.pid },
        ] as const;
        await sideBySide(...sides, { ...load, seconds: 2 }, 1);
        return await sideBySide(...sides, load, ROUNDS);
      } finally {
        ours.close();
        other.close();
      }
    };
    const many = await measure(boards, { kind: 'flood', inFlight: 2, seconds: 5, checkers: 0 });
    const one = await measure(boards.slice(0, 1), { kind: 'flood', inFlight: 16, seconds: 5, checkers: 0 });
    return {
      figures: [...figuresOf(`${BOARDS} boards`, many, 1_000), ...figuresOf('one board', one, 300)],
      details: { many, one },
    };
  } finally {
    delete process.env['TIDEBOARD_TEST_PG'];
    for (const end of ends.reverse()) await end();
  }
}

function figuresOf(where: string, { ours, bare }: BothSides, floor: number): Figure[] {
  const section = 'postgres';
  const rate = middle(ours, ({ perSecond }) => perSecond);
  return [
    {
      section,
      what: `acknowledged, ${where}, PostgreSQL`,
      unit: 'moves/s',
      value: rate,
      bare: middle(bare, ({ perSecond }) => perSecond),
      target: atLeast(rate, floor),
    },
    {
      section,
      what: `p99 of the answer, ${where}`,
      unit: 'ms',
      value: middle(ours, ({ answer }) => answer.p99),
      bare: middle(bare, ({ answer }) => answer.p99),
      target: null,
    },
  ];
}
