import type { BrowserContext, Page } from 'playwright';
import { spreadOf } from './spread.ts';
import type { Spread } from './messages.ts';

/** A board shows at least so many cards before anybody calls it open. */
const ENOUGH_CARDS = 20;
const DRAG_MS = 5_000;

declare global {
  interface Window {
    benchUsableAt?: number;
    benchFrames?: number[];
  }
}

/** Runs in the page from its beginning: notes the first frame in which enough cards are there. */
function noteWhenUsable(enough: number): void {
  const look = () => {
    if (document.querySelectorAll('[data-lead]').length >= enough) window.benchUsableAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Runs in the page: keeps the time between frames. */
function keepFrames(): void {
  const frames: number[] = [];
  window.benchFrames = frames;
  let last = performance.now();
  const next = (now: number) => {
    frames.push(now - last);
    last = now;
    if (window.benchFrames === frames) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

/** Opens an address. Answers the page and the ms from the start of the navigation until it was usable. */
export async function open(
  context: BrowserContext,
  url: string,
): Promise<{ page: Page; usableMs: number; steps: Record<string, number> }> {
  const page = await context.newPage();
  await page.addInitScript(noteWhenUsable, ENOUGH_CARDS);
  await page.goto(url, { waitUntil: 'commit' });
  const usable = await page.waitForFunction(() => window.benchUsableAt, undefined, { timeout: 60_000 });
  return { page, usableMs: (await usable.jsonValue())!, steps: await page.evaluate(stepsOfOpening) };
}

/** Runs in the page: when, in ms from the start of the navigation, what happened on the way; for whoever looks for the time. */
function stepsOfOpening(): Record<string, number> {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const data = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).find(({ name }) =>
    /snapshot|cards\.json/.test(name),
  );
  return {
    firstByte: page!.responseStart,
    wholePage: page!.responseEnd,
    loaded: page!.domContentLoadedEventEnd,
    dataAsked: data?.startTime ?? 0,
    dataFirstByte: data?.responseStart ?? 0,
    dataHere: data?.responseEnd ?? 0,
  };
}

export const cardElements = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelectorAll('[data-lead]').length);

/** The middle of a card that is really under that point, with a list around it that may go on changing. */
const cardInSight = (page: Page): Promise<{ x: number; y: number }> =>
  page
    .waitForFunction(() => {
      for (const card of document.querySelectorAll('[data-lead]')) {
        const { left, top, width, height } = card.getBoundingClientRect();
        const at = { x: left + width / 2, y: top + height / 2 };
        if (width > 0 && card.contains(document.elementFromPoint(at.x, at.y))) return at;
      }
      return null;
    })
    .then((found) => found.jsonValue()) as Promise<{ x: number; y: number }>;

/** Scrolls the first column, so that the list is asked for more than it shows at first. */
export async function scrollColumn(page: Page): Promise<void> {
  const { x, y } = await cardInSight(page);
  await page.mouse.move(x, y);
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 600);
}

/** Drags a card to and fro over the columns for some seconds. Answers the time between frames meanwhile, in ms. */
export async function dragFrames(page: Page): Promise<Spread> {
  const size = page.viewportSize()!;
  const { x, y } = await cardInSight(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 12, { steps: 4 });
  await page.evaluate(keepFrames);
  const until = performance.now() + DRAG_MS;
  for (let step = 0; performance.now() < until; step++) {
    const turn = step / 40;
    await page.mouse.move(size.width * (0.4 - 0.3 * Math.cos(turn)), size.height * (0.5 + 0.2 * Math.sin(turn * 3)));
    await new Promise((resolve) => setTimeout(resolve, 12));
  }
  const frames = await page.evaluate(() => {
    const kept = window.benchFrames;
    delete window.benchFrames;
    return kept!;
  });
  await page.mouse.move(x, y);
  await page.mouse.up();
  // The first frame began before the recording did.
  return spreadOf(frames.slice(1));
}
