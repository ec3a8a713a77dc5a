import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeadSchema } from '#lib/contract/board/commands.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import type { Context } from '#lib/server/context/context.ts';
import { createScreen } from '#lib/server/screen/create-screen.ts';
import { runDue } from '../../server/scheduler/run-due.ts';
import { warnDue } from '../../server/scheduler/jobs/warn-due.ts';
import { aFloor, type Floor } from '../support/a-floor.ts';
import { launchChromium } from '../support/chromium.ts';
import { cookieOf, RealData, type RealServer } from '../support/real-server.ts';

/**
 * The main job once through, with real browsers: a rep moves and wins a lead, his manager and the wall see it, the figures
 * follow, and the clock takes a lead that nobody worked into everybody's pool.
 */
const DAY = 86_400_000;
const IDLE_DAYS = 5;
/** When the neglected lead is due, after the servers and browsers have started. */
const DUE_IN = 25_000;

let data: RealData;
let server: RealServer;
let browser: Browser;
let floor: Floor;
let rep: Page;
let manager: Page;
let wall: Page;
let leadId: string;
let neglectedId: string;

const at = (context: Context, now: () => number): Context => ({ ...context, now });

beforeAll(async () => {
  data = await RealData.make();
  let cookies = { rep: '', manager: '' };
  let token = '';
  await data.use(async (context) => {
    floor = await aFloor(context, { pool: { idleDays: IDLE_DAYS, warnHours: [24], graceHours: 1 } });
    const zhang = floor.east.reps[0]!;
    const enter = (when: Context, name: string) =>
      createLead(
        when,
        zhang,
        createLeadSchema.parse({ boardId: floor.boardId, name, expectedMinor: 1_280_000, productId: floor.productId }),
      );
    const begun = Date.now() - IDLE_DAYS * DAY + DUE_IN;
    neglectedId = (
      await enter(
        at(context, () => begun),
        '高翔',
      )
    ).leadId;
    // He was warned in time, a day before.
    await runDue(
      at(context, () => begun + (IDLE_DAYS - 1) * DAY + 1_000),
      'node',
      warnDue(),
    );
    leadId = (await enter(context, '赵明轩妈妈')).leadId;
    const screen = {
      name: 'Floor',
      boardId: floor.boardId,
      teamIds: null,
      showSurname: false,
      locale: 'zh-CN',
    } as const;
    token = (await createScreen(context, floor.admin, screen)).token;
    cookies = {
      rep: await cookieOf(context, zhang.personId),
      manager: await cookieOf(context, floor.east.manager.personId),
    };
  });
  server = await data.start();
  browser = await launchChromium();
  rep = await (await signedIn(cookies.rep)).newPage();
  manager = await (await signedIn(cookies.manager)).newPage();
  wall = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  await Promise.all([
    rep.goto(`${server.url}/board/${floor.boardId}`),
    manager.goto(`${server.url}/board/${floor.boardId}`),
    wall.goto(`${server.url}/screen/${token}`),
  ]);
  await Promise.all([card(rep, leadId).waitFor(), card(manager, leadId).waitFor()]);
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

const card = (page: Page, id: string) => page.locator(`article[data-lead="${id}"]`);
const column = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) });

async function moveTo(page: Page, id: string, digit: string): Promise<void> {
  await card(page, id).focus();
  await page.keyboard.press('m');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press(digit);
}

describe('the main job', () => {
  it('a card moved by one person moves for the other, with his name on it', async () => {
    await moveTo(rep, leadId, '3');
    await column(manager, 'Visit').locator(`article[data-lead="${leadId}"]`).waitFor({ timeout: 5_000 });
    await expect.poll(() => card(manager, leadId).textContent()).toContain('Zhang');
    expect(await column(rep, 'Visit').locator(`article[data-lead="${leadId}"]`).count()).toBe(1);
  });

  it('a win asks for its amount, reaches the wall within seconds and is celebrated once it can no longer be a slip', async () => {
    await moveTo(rep, leadId, '5');
    const dialog = rep.getByRole('dialog');
    await dialog.waitFor();
    await rep.keyboard.press('Enter');
    await wall.getByText('¥12,800').first().waitFor({ timeout: 5_000 });
    const celebration = wall.getByRole('status');
    await celebration.waitFor({ timeout: 12_000 });
    expect(await celebration.textContent()).toContain('Zhang');
    expect(await celebration.textContent()).not.toContain('赵');
  });

  it('[M1] the manager sees it in the figures, without reloading', async () => {
    await manager.goto(`${server.url}/figures`);
    await expect.poll(() => manager.locator('main').textContent(), { timeout: 8_000 }).toContain('¥12,800');
  });

  it('[O2] [P1] a lead that nobody worked leaves its owner for everybody’s pool when it is due, with its reason', async () => {
    await manager.goto(`${server.url}/pool`);
    await card(rep, neglectedId).waitFor({ state: 'detached', timeout: DUE_IN + 20_000 });
    await expect.poll(() => manager.locator('main').textContent(), { timeout: 8_000 }).toContain('高翔');
    await rep.goto(`${server.url}/inbox`);
    await expect.poll(() => rep.locator('main').textContent(), { timeout: 8_000 }).toContain('高翔');
  });
});
