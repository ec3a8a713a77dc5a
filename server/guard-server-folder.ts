import { sep } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Refuses to put a file of the top-level `server/` folder into a browser bundle.
 * SvelteKit guards `$lib/server` and `*.server.*` only: without this a page that imports `server/app.ts` builds,
 * and whatever secret that file holds is shipped to everybody.
 */
export function guardServerFolder(): Plugin {
  const marker = `${process.cwd()}${sep}server${sep}`;
  return {
    name: 'tideboard:guard-server-folder',
    enforce: 'pre',
    load(id, options) {
      if (!options?.ssr && id.startsWith(marker)) {
        throw new Error(
          `${id.slice(process.cwd().length + 1)} would be sent to the browser. ` +
            'Code under server/ may be imported by src/hooks.server.ts only; put what both sides need into src/lib/contract.',
        );
      }
      return null;
    },
  };
}
