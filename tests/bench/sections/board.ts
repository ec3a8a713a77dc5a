import { request } from 'node:http';
import type { BrowserContext } from 'playwright';
import { launchChromium } from '../../support/chromium.ts';
import { RealData } from '../../support/real-server.ts';
import { servePage } from '../bare/serve-page.ts';
import { benchFloor } from '../bench-floor.ts';
import { LoadGenerator } from '../load/load.ts';
import { median } from '../load/spread.ts';
import { cardElements, dragFrames, open, scrollColumn } from '../load/watch-page.ts';
import { atMost, type Figure } from '../report.ts';
import { serverSettings, type SectionResult } from './section.ts';

const CARDS = 10_000;
const OPENINGS = 5;
const OTHER_MOVES = 20;

/** A board of 10,000 open cards in a real Chromium, beside a bare page with as many plain cards in the same virtual list. */
export async function board(): Promise<SectionResult> {
  const data = await RealData.make('sqlite');
  const ends: (() => unknown)[] = [() => data.remove()];
  try {
    const [plan] = await data.use((context) =>
      benchFloor(context, { boards: 1, leadsPerBoard: CARDS, moversPerBoard: 4, viewersPerBoard: 0, viewKeys: 1 }),
    );
    const server = await data.start({ env: serverSettings });
    ends.push(() => server.stop());
    const bare = await servePage(CARDS);
    ends.push(() => bare.close());
    const browser = await launchChromium();
    ends.push(() => browser.close());
    const generator = await LoadGenerator.connect({ url: server.url, speaks: 'tideboard', boards: [plan!] });
    ends.push(() => generator.close());

    const size = { viewport: { width: 1600, height: 1000 } };
    const ourContext = await browser.newContext(size);
    const [name, value] = plan!.movers[0]!.split('=') as [string, string];
    await ourContext.addCookies([{ name, value, url: server.url }]);
    const bareContext = await browser.newContext(size);
    const address = `${server.url}/board/${plan!.boardId}`;

    const theirs = await openSeveral(bareContext, bare.url);
    const ours = await openSeveral(ourContext, address);
    const bytes = await compressedBytes(`${server.url}/api/boards/${plan!.boardId}/snapshot`, plan!.movers[0]!);

    const bareFrames = await dragOn(bareContext, `${bare.url}#moving`);
    const others = generator.run({ kind: 'steady', perSecond: OTHER_MOVES, seconds: null });
    others.catch(() => {});
    const ourFrames = await dragOn(ourContext, address);
    generator.stop();
    if ((await others).refused > 0) throw new Error('moves of others were refused');
    return {
      figures: figuresOf(ours, theirs, bytes, bare.compressedBytes, ourFrames, bareFrames),
      details: { ours, theirs, bytes, ourFrames, bareFrames },
    };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

interface Opened {
  /** The first opening, with nothing cached in the browser, and the later ones. */
  firstMs: number;
  laterMs: number;
  steps: Record<string, number>[];
}

async function openSeveral(context: BrowserContext, url: string): Promise<Opened> {
  const took: number[] = [];
  const allSteps: Record<string, number>[] = [];
  for (let i = 0; i < OPENINGS; i++) {
    const { page, usableMs, steps } = await open(context, url);
    took.push(usableMs);
    allSteps.push(steps);
    await page.close();
  }
  return { firstMs: took[0]!, laterMs: median(took.slice(1)), steps: allSteps };
}

async function dragOn(context: BrowserContext, url: string) {
  const { page } = await open(context, url);
  const before = await cardElements(page);
  await scrollColumn(page);
  const elements = Math.max(before, await cardElements(page));
  const frames = await dragFrames(page);
  await page.close();
  return { elements, ...frames };
}

/** What the snapshot weighs on the wire, compressed as for a browser. */
function compressedBytes(url: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { cookie, 'accept-encoding': 'gzip, deflate, br' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => {
        if (response.statusCode === 200 && response.headers['content-encoding']) resolve(bytes);
        else reject(new Error(`the snapshot answered ${response.statusCode} uncompressed`));
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

type Dragged = Awaited<ReturnType<typeof dragOn>>;

function figuresOf(
  ours: Opened,
  theirs: Opened,
  bytes: number,
  bareBytes: number,
  ourDrag: Dragged,
  bareDrag: Dragged,
): Figure[] {
  const section = 'board';
  const what = `${CARDS.toLocaleString('en')} cards`;
  return [
    {
      section,
      what: `${what}, first opening to usable`,
      unit: 'ms',
      value: ours.firstMs,
      bare: theirs.firstMs,
      target: atMost(ours.firstMs, 1_000),
    },
    {
      section,
      what: `${what}, later openings to usable`,
      unit: 'ms',
      value: ours.laterMs,
      bare: theirs.laterMs,
      target: atMost(ours.laterMs, 1_000),
    },
    {
      section,
      what: 'snapshot, compressed',
      unit: 'kB',
      value: bytes / 1_000,
      bare: bareBytes / 1_000,
      target: atMost(bytes, 1_000_000, '≤ 1,000'),
    },
    {
      section,
      what: 'card elements in the page',
      unit: '',
      value: ourDrag.elements,
      bare: bareDrag.elements,
      target: atMost(ourDrag.elements, 499, '< 500'),
    },
    {
      section,
      what: `drag frames, p95, ${OTHER_MOVES} other moves/s`,
      unit: 'ms',
      value: ourDrag.p95,
      bare: bareDrag.p95,
      target: atMost(ourDrag.p95, 25, '< 25'),
    },
  ];
}
