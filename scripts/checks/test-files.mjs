import { globSync } from 'node:fs';
import { root } from '../starter/root.mjs';

/**
 * Which files belong to which vitest project: for `vitest.config.ts`, and for the runner, which holds a project that has
 * files but ran none of them for a failure.
 *
 * @type {{ [project: string]: { include: string[], exclude: string[] } }}
 */
export const testFiles = {
  unit: {
    include: ['src/**/*.test.ts', 'server/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['src/**/*.svelte.test.ts'],
  },
  'unit-runes': { include: ['src/**/*.svelte.test.ts'], exclude: [] },
  architecture: { include: ['tests/architecture/**/*.test.ts'], exclude: [] },
  integration: { include: ['tests/integration/**/*.test.ts'], exclude: [] },
  component: { include: ['src/**/*.svelte.spec.ts'], exclude: [] },
  e2e: { include: ['tests/e2e/**/*.e2e.ts'], exclude: [] },
  soak: { include: ['tests/soak/**/*.test.ts'], exclude: [] },
};

/** @param {string[]} projects */
export function filesOf(projects) {
  return projects.flatMap((project) => {
    const { include = [], exclude = [] } = testFiles[project] ?? {};
    return globSync(include, { cwd: root, exclude }).map((path) => path.replaceAll('\\', '/'));
  });
}
