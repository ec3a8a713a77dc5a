import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
  globalIgnores([
    ...['node_modules/', '.runtime/', '.svelte-kit/', 'build/', 'data/', 'data-*/', 'test-results/', 'bench-results/'],
    ...['src/lib/paraglide/', 'drizzle/', 'project.inlang/'],
  ]),
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        // One program for everything: SvelteKit's own tsconfig leaves out server/ and scripts/.
        project: './scripts/checks/tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-else-return': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      // A promise nobody waits for loses its failure, and in a transaction it runs after the commit.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/require-await': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'no-undef': 'off',
      // Tideboard is served from the root of its address; there is no base path to resolve.
      'svelte/no-navigation-without-resolve': 'off',
      // State is held in $state.raw and replaced, because ten thousand reactive entries are slow; plain maps are meant.
      'svelte/prefer-svelte-reactivity': 'off',
      // Svelte writes props as `let { … } = $props()`; the plugin's own rule knows which of them never change.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all', excludedRunes: ['$props'] }],
    },
  },
  {
    // SvelteKit redirects and refuses by throwing what `redirect()` and `error()` make, which is no Error.
    files: ['src/routes/**', 'src/hooks.server.ts', 'src/lib/server/http/**'],
    rules: {
      '@typescript-eslint/only-throw-error': [
        'error',
        {
          allow: [
            { from: 'package', package: '@sveltejs/kit', name: ['HttpError', 'Redirect', 'HttpError_1', 'Redirect_1'] },
          ],
        },
      ],
    },
  },
);
