import { defineConfig } from 'drizzle-kit';

/** `npx drizzle-kit generate` for each engine: TIDEBOARD_DIALECT=sqlite (default) or postgres. */
const postgres = process.env['TIDEBOARD_DIALECT'] === 'postgres';

export default defineConfig({
  dialect: postgres ? 'postgresql' : 'sqlite',
  schema: `./src/lib/server/db/schema.${postgres ? 'postgres' : 'sqlite'}.ts`,
  out: `./drizzle/${postgres ? 'postgres' : 'sqlite'}`,
});
