import { step } from '../starter/say.mjs';

/** The real PostgreSQL and the real browser of a test run: brought up when a stage first asks, taken down at the end. */
export function bringUpParts() {
  /** @type {Promise<{ url: string, stop: () => Promise<void> }> | undefined} */
  let postgres;
  /** @type {Promise<string> | undefined} */
  let chromium;
  return {
    async postgres() {
      postgres ??= step('Starting PostgreSQL', async () => {
        const { startPostgres } = await import('../../tests/support/postgres.ts');
        return startPostgres();
      });
      return (await postgres).url;
    },
    async chromium() {
      chromium ??= import('../../tests/support/chromium.ts').then(async ({ findChromium, installChromium }) => {
        return (await findChromium()) ?? (await step('Installing Chromium', installChromium));
      });
      return chromium;
    },
    async close() {
      const running = await postgres?.catch(() => undefined);
      await running?.stop();
    },
  };
}
