import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { fewerChunks } from './server/fewer-chunks.ts';
import { guardServerFolder } from './server/guard-server-folder.ts';
import { tideboardDevServer } from './server/dev-plugin.ts';

export default defineConfig({
  plugins: [
    guardServerFolder(),
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      emitTsDeclarations: true,
      strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
      cookieName: 'tideboard_locale',
    }),
    tailwindcss(),
    sveltekit(),
    fewerChunks(),
    tideboardDevServer(),
  ],
  server: { watch: { ignored: ['**/data/**', '**/data-*/**', '**/.runtime/**'] } },
  // atlaskit's entry points are folders with a package.json of their own, which plain node does not resolve.
  ssr: { external: ['better-sqlite3', 'pg', '@node-rs/argon2'], noExternal: [/^@atlaskit\//] },
});
