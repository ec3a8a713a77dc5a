/**
 * A global set-up of vitest: `TIDEBOARD_TEST_ENGINE=postgres npx vitest run --project integration` brings up a PostgreSQL of
 * its own. In `npm test` the runner has done so already.
 */
export async function setup() {
  if (process.env.TIDEBOARD_TEST_ENGINE !== 'postgres' || process.env.TIDEBOARD_TEST_PG) return undefined;
  const { startPostgres } = await import('../../tests/support/postgres.ts');
  const { url, stop } = await startPostgres();
  process.env.TIDEBOARD_TEST_PG = url;
  return stop;
}
