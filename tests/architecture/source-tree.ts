import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where an import leads: a file of this repository (path from its root), or a package. */
export type Target = { kind: 'file'; path: string } | { kind: 'package'; name: string };

export interface Import {
  from: string;
  specifier: string;
  target: Target;
}

/** Paths from the root, with `/`, of everything somebody has written. */
export function sourceFiles(...folders: string[]): string[] {
  const patterns = folders.map((folder) => `${folder}/**/*.{ts,mjs,js,svelte}`);
  return globSync(patterns, { cwd: root, exclude: (path) => path.endsWith('src/lib/paraglide') })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

export const readSource = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Static, dynamic, type-only and re-exporting imports: a floor is a floor for types as well. */
export function importsOf(path: string, text: string): Import[] {
  const code = path.endsWith('.svelte') ? scriptsOf(text) : text;
  return ts
    .preProcessFile(code, true, true)
    .importedFiles.map(({ fileName }) => ({ from: path, specifier: fileName, target: resolve(path, fileName) }));
}

const scriptsOf = (markup: string): string =>
  [...markup.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n');

export function resolve(from: string, specifier: string): Target {
  const [bare = specifier] = specifier.split('?');
  if (bare.startsWith('#lib/')) return { kind: 'file', path: `src/lib/${bare.slice('#lib/'.length)}` };
  if (bare.startsWith('$lib/')) return { kind: 'file', path: `src/lib/${bare.slice('$lib/'.length)}` };
  if (bare.startsWith('.')) return { kind: 'file', path: posix.normalize(posix.join(posix.dirname(from), bare)) };
  return { kind: 'package', name: bare };
}

/** Is the package this one, or a part of it (`drizzle-orm/pg-core`, `node:fs`, `$app/state`)? */
export const isPackage = (target: Target, ...names: string[]): boolean =>
  target.kind === 'package' &&
  names.some((name) =>
    name.endsWith(':') ? target.name.startsWith(name) : target.name === name || target.name.startsWith(`${name}/`),
  );

export const isIn = (target: Target, ...folders: string[]): boolean =>
  target.kind === 'file' && folders.some((folder) => isBelow(target.path, folder));

export const isBelow = (path: string, ...folders: string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
