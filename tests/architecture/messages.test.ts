import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keysByRule } from './message-keys-by-rule.ts';
import { readSource, root, sourceFiles } from './source-tree.ts';

type Texts = Record<string, unknown>;

const folder = join(root, 'messages');
const areas = readdirSync(folder).sort();
const locales = (JSON.parse(readFileSync(join(root, 'project.inlang/settings.json'), 'utf8')) as { locales: string[] })
  .locales;

const read = (area: string, locale: string): Texts => {
  const file = join(folder, area, `${locale}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Texts) : {};
};
const keys = (texts: Texts): string[] => Object.keys(texts).filter((key) => key !== '$schema');

/** The sentences of a message: one, or one per variant (plural, kind); declarations of a variant are no sentences. */
function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(sentences);
  const match = (value as { match?: Record<string, unknown> } | null)?.match;
  return match ? Object.values(match).flatMap(sentences) : [];
}
const placeholders = (value: unknown): string[] =>
  [...new Set(sentences(value).flatMap((text) => text.match(/\{[^{}]+\}/g) ?? []))].sort();

const all = areas.flatMap((area) => locales.map((locale) => ({ area, locale, texts: read(area, locale) })));

describe('texts', () => {
  it('are read at all, in both languages', () => {
    expect(locales).toEqual(['zh-CN', 'en']);
    expect(new Set(all.flatMap(({ texts }) => keys(texts))).size).toBeGreaterThan(50);
  });

  it.each(areas)('%s: both languages have the same keys, named after the area', (area) => {
    const [first, ...others] = locales.map((locale) => keys(read(area, locale)).sort());
    for (const other of others) expect(other).toEqual(first);
    const prefix = area === 'errors' ? 'error_' : `${area}_`;
    expect(first?.filter((key) => !key.startsWith(prefix))).toEqual([]);
  });

  it.each(areas)('%s: no text is empty, and both languages use the same values', (area) => {
    const problems = keys(read(area, 'zh-CN')).flatMap((key) => {
      const texts = locales.map((locale) => read(area, locale)[key]);
      const empty = texts.some((text) => sentences(text).length === 0 || sentences(text).some((one) => !one.trim()));
      const [first, second] = texts.map((text) => placeholders(text).join(' '));
      return [
        ...(empty ? [`${key} is empty in one language`] : []),
        ...(first === second ? [] : [`${key} uses “${first}” in one language and “${second}” in the other`]),
      ];
    });
    expect(problems).toEqual([]);
  });

  it('no key stands in two areas: the second would silently replace the first', () => {
    const seen = areas.flatMap((area) => keys(read(area, 'zh-CN')));
    expect(seen.filter((key, index) => seen.indexOf(key) !== index)).toEqual([]);
  });

  it('every text is shown somewhere', () => {
    const words = new Set(
      sourceFiles('src', 'server')
        .filter((path) => !/\.(test|spec)\.ts$/.test(path))
        .flatMap((path) => readSource(path).match(/\b[a-z]+_\w+\b/g) ?? []),
    );
    const byRule = (key: string): boolean => keysByRule.some(({ pattern }) => pattern.test(key));
    const unused = areas
      .flatMap((area) => keys(read(area, 'zh-CN')))
      .filter((key) => !words.has(key) && !byRule(key))
      .map((key) => `${key} is used nowhere: show it or delete it in both languages`);
    expect(unused).toEqual([]);
  });

  it.each(keysByRule)('keys built as $pattern are built in $builtIn', ({ pattern, builtIn, from }) => {
    expect(existsSync(join(root, builtIn))).toBe(true);
    expect(readSource(builtIn)).toContain(from);
    expect(areas.flatMap((area) => keys(read(area, 'zh-CN'))).some((key) => pattern.test(key))).toBe(true);
  });
});
