import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditKinds } from '#lib/server/access/audit.ts';
import { auditSentence, auditSentences } from './audit-sentence.ts';

/** Kinds that any file writes, also outside of this area. */
const written = globSync('{src,server}/**/*.ts', { exclude: (name) => name.endsWith('.test.ts') }).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/recordAudit\(\s*\w+,\s*\w+,\s*[\w.()]+,\s*'([a-z_.]+)'/g)].map(
    ([, kind]) => kind!,
  ),
);

describe('audit sentences', () => {
  it('cover every kind that is declared or written', () => {
    expect(written.length).toBeGreaterThan(10);
    expect([...auditKinds, ...written].filter((kind) => !(kind in auditSentences))).toEqual([]);
  });

  it('name what was acted upon', () => {
    expect(auditSentence({ kind: 'person_added', targetName: '李娜', data: {} })).toContain('李娜');
    expect(auditSentence({ kind: 'something_new', targetName: null, data: {} })).toBe('something_new');
  });
});
