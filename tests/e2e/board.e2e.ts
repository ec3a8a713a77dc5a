import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeadSchema } from '#lib/contract/board/commands.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { aFloor, type Floor } from '../support/a-floor.ts';
import { launchChromium } from '../support/chromium.ts';
import { cookieOf, RealData, type RealServer } from '../support/real-server.ts';

/** The live board with two real browsers: drag, keyboard, undo, two movers, and a line that fails. */
const NAMES = ['赵明轩妈妈', 'Grace Liu', '黄志强', '周文博', 'Helios Retail', '郑雅文'];
const LIVE_MS = 5_000;

let data: RealData;
let server: RealServer;
let browser: Browser;
let floor: Floor;
let zhang: Page;
let lin: Page;
const leads: string[] = [];

beforeAll(async () => {
  data = await RealData.make();
  let cookies: string[] = [];
  await data.use(async (context) => {
    floor = await aFloor(context);
    const rep = floor.east.reps[0]!;
    for (const name of NAMES) {
      const input = createLeadSchema.parse({ boardId: floor.boardId, name, expectedMinor: 1_280_000 });
      leads.push((await createLead(context, rep, input)).leadId);
    }
    cookies = [await cookieOf(context, rep.personId), await cookieOf(context, floor.east.manager.personId)];
  });
  server = await data.start();
  browser = await launchChromium();
  [zhang, lin] = await Promise.all([openBoard(await signedIn(cookies[0]!)), openBoard(await signedIn(cookies[1]!))]);
});

afterAll(async () => {
  await browser?.close();
  await data?.remove();
});

async function signedIn(cookie: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale: 'zh-CN' });
  const [name, value] = cookie.split('=') as [string, string];
  await context.addCookies([
    { name, value, url: server.url },
    { name: 'tideboard_locale', value: 'zh-CN', url: server.url },
  ]);
  return context;
}

async function openBoard(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.url}/board/${floor.boardId}`);
  await card(page, leads[0]!).waitFor();
  await page.getByText('实时', { exact: true }).waitFor();
  return page;
}

const card = (page: Page, id: string) => page.locator(`article[data-lead="${id}"]`);
const lane = (page: Page, stageId: string) => page.locator(`[data-stage="${stageId}"] [role=list]`);
const inStage = (page: Page, id: string, stageId: string) =>
  page.locator(`[data-stage="${stageId}"] article[data-lead="${id}"]`).waitFor({ timeout: LIVE_MS });
const namesIn = (page: Page, stageId: string) =>
  page.locator(`[data-stage="${stageId}"] article .name`).allInnerTexts();

async function moveTo(page: Page, id: string, digit: string): Promise<void> {
  await card(page, id).focus();
  await page.keyboard.press('m');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press(digit);
}

describe('moving cards', () => {
  it('a card dragged by one person glides for the other, with his name on it', async () => {
    const id = leads[1]!;
    const from = (await card(zhang, id).boundingBox())!;
    const to = (await lane(zhang, floor.stages.visit).boundingBox())!;
    await zhang.mouse.move(from.x + 40, from.y + 20);
    await zhang.mouse.down();
    await zhang.mouse.move(from.x + 60, from.y + 40, { steps: 4 });
    await zhang.mouse.move(to.x + 60, to.y + 120, { steps: 10 });
    await zhang.mouse.up();
    await Promise.all([inStage(zhang, id, floor.stages.visit), inStage(lin, id, floor.stages.visit)]);
    expect(await card(lin, id).locator('.flag').innerText()).toContain('Zhang');
    await lin.keyboard.press('Escape');
  });

  it('Z takes it back, on both screens', async () => {
    await zhang.keyboard.press('z');
    await Promise.all([inStage(zhang, leads[1]!, floor.stages.fresh), inStage(lin, leads[1]!, floor.stages.fresh)]);
    expect(await namesIn(lin, floor.stages.fresh)).toEqual(await namesIn(zhang, floor.stages.fresh));
  });

  it('Space, arrows, Space moves by keyboard and keeps the focus', async () => {
    const id = leads[2]!;
    await card(zhang, id).focus();
    for (const key of ['Space', 'ArrowRight', 'ArrowRight', 'Space']) await zhang.keyboard.press(key);
    await Promise.all([inStage(zhang, id, floor.stages.visit), inStage(lin, id, floor.stages.visit)]);
    await expect.poll(() => zhang.evaluate(() => (document.activeElement as HTMLElement).dataset['lead'])).toBe(id);
  });

  it('[P9] several selected cards move together and keep their order', async () => {
    const before = await namesIn(lin, floor.stages.fresh);
    const first = lin.locator(`[data-stage="${floor.stages.fresh}"] article`).first();
    await first.focus();
    for (const key of ['x', 'ArrowDown', 'ArrowDown', 'Shift+X']) await lin.keyboard.press(key);
    await lin.getByRole('toolbar').waitFor();
    await lin.keyboard.press('m');
    await lin.getByRole('menu').waitFor();
    await lin.keyboard.press('4');
    await expect.poll(() => namesIn(zhang, floor.stages.offer)).toEqual(before.slice(0, 3));
  });

  it('tells the first of two movers whose move holds', async () => {
    const id = leads[2]!;
    await moveTo(zhang, id, '2');
    await inStage(lin, id, floor.stages.contact);
    await moveTo(lin, id, '4');
    await inStage(zhang, id, floor.stages.offer);
    await expect.poll(() => card(zhang, id).innerText()).toContain('以后一次为准');
  });

  it('a win waits in its place for the amount and goes back when it is not given', async () => {
    const id = leads[2]!;
    await moveTo(zhang, id, '5');
    await zhang.getByRole('dialog').waitFor();
    expect(await card(zhang, id).evaluate((element) => element.closest('section')?.dataset['stage'])).toBe(
      floor.stages.won,
    );
    await zhang.keyboard.press('Escape');
    await inStage(zhang, id, floor.stages.offer);
    expect(await lin.locator(`[data-stage="${floor.stages.won}"] article`).count()).toBe(0);
  });
});

describe('by keyboard', () => {
  const label = (page: Page) => page.evaluate(() => document.activeElement?.tagName);

  it('N on a card opens its log to write in, and a letter after G means a place', async () => {
    await card(zhang, leads[3]!).focus();
    await zhang.keyboard.press('n');
    await zhang.getByRole('dialog').waitFor();
    await expect.poll(() => label(zhang)).toBe('TEXTAREA');
    await zhang.keyboard.press('Escape');
    await expect
      .poll(() => zhang.evaluate(() => (document.activeElement as HTMLElement).dataset['lead']))
      .toBe(leads[3]);
    await zhang.keyboard.press('g');
    await zhang.keyboard.press('p');
    await zhang.waitForURL(/\/pool/);
    await zhang.goBack();
    await card(zhang, leads[3]!).waitFor();
  });

  it('letters do nothing for a person who switched them off', async () => {
    await zhang.keyboard.press('?');
    const sheet = zhang.getByRole('dialog');
    await sheet.getByRole('switch').uncheck();
    await zhang.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await card(zhang, leads[3]!).focus();
    await zhang.keyboard.press('x');
    await zhang.keyboard.press('?');
    expect(await zhang.getByRole('toolbar').count()).toBe(0);
    expect(await zhang.getByRole('dialog').count()).toBe(0);
    await zhang.keyboard.press('Enter');
    await zhang.getByRole('dialog').waitFor();
    await zhang.keyboard.press('Escape');
    const body = { 'x-sveltekit-action': 'true', origin: server.url };
    const form = { singleKeys: 'on' };
    await zhang.request.post(`${server.url}/settings/account?/preferences`, { form, headers: body });
    await zhang.reload();
    await card(zhang, leads[3]!).waitFor();
  });
});

describe('handing over', () => {
  it('[X4] T gives a card to a colleague, and both screens name its new owner', async () => {
    const id = leads[0]!;
    await card(zhang, id).focus();
    await zhang.keyboard.press('t');
    const dialog = zhang.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByRole('combobox').fill('Li');
    await zhang.getByRole('option', { name: /^Li/ }).first().click();
    await dialog.locator('button[type=submit]').click();
    const ownerMark = (page: Page) => card(page, id).locator('.avatar').last().innerText();
    await expect.poll(() => ownerMark(zhang), { timeout: LIVE_MS }).toBe('L');
    await expect.poll(() => ownerMark(lin), { timeout: LIVE_MS }).toBe('L');
  });
});

describe('finding and filtering', () => {
  it('pinyin initials find a name, the address keeps the filter, Escape clears it', async () => {
    await zhang.keyboard.press('/');
    await zhang.keyboard.type('zmx');
    await expect.poll(() => zhang.locator('article .name').allInnerTexts()).toEqual(['赵明轩妈妈']);
    expect(zhang.url()).toContain('q=zmx');
    await zhang.keyboard.press('Escape');
    await expect.poll(() => zhang.locator('article').count()).toBe(NAMES.length);
  });
});

describe('a new lead', () => {
  it('stands at once while the line is cut, and is the server’s when it is back', async () => {
    const here = zhang.locator('article', { hasText: 'Waiting Wu' });
    await zhang.context().setOffline(true);
    await zhang.getByRole('button', { name: '新线索' }).first().click();
    await zhang.getByRole('dialog').waitFor();
    await zhang.keyboard.type('Waiting Wu');
    await zhang.keyboard.press('Enter');
    await here.waitFor({ timeout: LIVE_MS });
    expect(await here.getAttribute('data-lead')).toMatch(/^new:/);
    await zhang.context().setOffline(false);
    await lin.locator('article', { hasText: 'Waiting Wu' }).waitFor({ timeout: 3 * LIVE_MS });
    await expect.poll(() => here.getAttribute('data-lead')).not.toMatch(/^new:/);
    expect(await here.count()).toBe(1);
  });
});

describe('a line that fails', () => {
  it('[Sync] moves made offline are kept through a reload and arrive once', async () => {
    const id = leads[5]!;
    const context = zhang.context();
    // The page still loads, but nothing that changes leads gets through.
    await zhang.routeWebSocket(/socket\.io/, (socket) => void socket.close());
    await zhang.route('**/api/mutate', (route) => route.abort());
    await zhang.reload();
    await card(zhang, id).waitFor();
    await moveTo(zhang, id, '3');
    await inStage(zhang, id, floor.stages.visit);
    await zhang.reload();
    await inStage(zhang, id, floor.stages.visit);
    expect(await lin.locator(`[data-stage="${floor.stages.visit}"] article[data-lead="${id}"]`).count()).toBe(0);
    await zhang.close();
    zhang = await openBoard(context);
    await Promise.all([inStage(zhang, id, floor.stages.visit), inStage(lin, id, floor.stages.visit)]);
  });

  it('[Sync] a killed server is waited for, and a move made meanwhile is not lost', async () => {
    const id = leads[5]!;
    const port = Number(new URL(server.url).port);
    await server.kill();
    await moveTo(zhang, id, '2');
    await inStage(zhang, id, floor.stages.contact);
    await zhang.getByText('正在重连').first().waitFor({ timeout: 10_000 });
    server = await data.start({ port });
    await lin.locator(`[data-stage="${floor.stages.contact}"] article[data-lead="${id}"]`).waitFor({ timeout: 20_000 });
    expect(await namesIn(lin, floor.stages.contact)).toEqual(await namesIn(zhang, floor.stages.contact));
  });
});
