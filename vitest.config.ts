import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { testFiles } from './scripts/checks/test-files.mjs';
import { chromiumFlags } from './tests/support/chromium-flags.ts';

const seconds = (count: number): number => count * 1000;
/** A test that asserts nothing cannot fail; it fails here. */
const everywhere = { expect: { requireAssertions: true } };
const messages = './scripts/checks/compile-messages.mjs';
const postgres = './scripts/checks/postgres-setup.mjs';
const chromiumPath = process.env['TIDEBOARD_CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
  test: {
    projects: [
      {
        test: { ...everywhere, ...testFiles['unit'], name: 'unit', environment: 'node', globalSetup: [messages] },
      },
      {
        // State classes with runes must be compiled as for the browser: on the server $derived and $effect do not run.
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          ...everywhere,
          ...testFiles['unit-runes'],
          name: 'unit-runes',
          environment: './scripts/checks/browser-like-environment.mjs',
          globalSetup: [messages],
        },
      },
      {
        test: { ...everywhere, ...testFiles['architecture'], name: 'architecture', environment: 'node' },
      },
      {
        test: {
          ...everywhere,
          ...testFiles['integration'],
          name: 'integration',
          environment: 'node',
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: seconds(30),
          hookTimeout: seconds(60),
          globalSetup: [messages, postgres],
        },
      },
      {
        plugins: [
          paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/paraglide', emitTsDeclarations: true }),
          tailwindcss(),
          sveltekit(),
        ],
        test: {
          ...everywhere,
          ...testFiles['component'],
          name: 'component',
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath, args: chromiumFlags } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          ...everywhere,
          ...testFiles['e2e'],
          name: 'e2e',
          environment: 'node',
          pool: 'forks',
          // One browser at a time: two starve each other on two cores.
          maxWorkers: 1,
          testTimeout: seconds(60),
          hookTimeout: seconds(120),
        },
      },
      {
        test: {
          ...everywhere,
          ...testFiles['soak'],
          name: 'soak',
          environment: 'node',
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: seconds(3600),
          hookTimeout: seconds(300),
          globalSetup: [messages, postgres],
        },
      },
    ],
  },
});
