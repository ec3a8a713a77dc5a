import { describe, expect, it } from 'vitest';
import { chooseStages } from './choose-stages.mjs';
import { summary } from './report.mjs';
import { countVitest } from './vitest-count.mjs';

const report = (tests: { passed?: number; failed?: number }, testResults: object[]): never =>
  ({
    numPassedTests: tests.passed ?? 0,
    numFailedTests: tests.failed ?? 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults,
  }) as never;
const file = (name: string, status: 'passed' | 'failed', ...assertions: string[]): object => ({
  name: `/repo/${name}`,
  status,
  assertionResults: assertions.map((each) => ({ status: each })),
});

describe('counting a vitest run', () => {
  it('takes passed and failed tests as they are', () => {
    const results = [file('a.test.ts', 'passed', 'passed', 'passed'), file('b.test.ts', 'failed', 'failed')];
    const count = countVitest({
      report: report({ passed: 2, failed: 1 }, results),
      exitCode: 1,
      files: ['a.test.ts', 'b.test.ts'],
    });
    expect(count).toEqual({ passed: 2, failed: 1, skipped: 0, notes: [] });
  });

  it('a file that cannot be loaded is a failure though no test failed', () => {
    const results = [file('a.test.ts', 'passed', 'passed'), file('b.test.ts', 'failed')];
    const count = countVitest({
      report: report({ passed: 1 }, results),
      exitCode: 1,
      files: ['a.test.ts', 'b.test.ts'],
    });
    expect(count.failed).toBe(1);
    expect(count.notes.join()).toContain('b.test.ts could not be run');
  });

  it('a file that never reported is a failure', () => {
    const results = [file('a.test.ts', 'passed', 'passed')];
    const count = countVitest({
      report: report({ passed: 1 }, results),
      exitCode: 0,
      files: ['a.test.ts', 'b.test.ts'],
    });
    expect(count.failed).toBe(1);
  });

  it('no test at all in existing files is a failure', () => {
    const count = countVitest({ report: report({}, [file('a.test.ts', 'passed')]), exitCode: 0, files: ['a.test.ts'] });
    expect(count.failed).toBe(1);
  });

  it('an error outside any test, or no report, is a failure', () => {
    const results = [file('a.test.ts', 'passed', 'passed')];
    const files = ['a.test.ts'];
    expect(countVitest({ report: report({ passed: 1 }, results), exitCode: 1, files }).failed).toBe(1);
    expect(countVitest({ report: null, exitCode: 0, files }).failed).toBe(1);
  });
});

describe('stages', () => {
  const all: { name: string; needs?: string[] }[] = [
    { name: 'format' },
    { name: 'lint' },
    { name: 'build' },
    { name: 'integration-sqlite', needs: ['build'] },
    { name: 'integration-postgres', needs: ['build'] },
  ];
  const chosen = (only?: string): string[] => chooseStages(all, only).map(({ name }) => name);

  it('are all run, or those named, in their own order', () => {
    expect(chosen()).toHaveLength(5);
    expect(chosen('lint,format')).toEqual(['format', 'lint']);
  });

  it('bring along what they need', () => {
    expect(chosen('integration')).toEqual(['build', 'integration-sqlite', 'integration-postgres']);
  });

  it('an unknown name is refused, so that a misspelt run does not pass', () => {
    expect(() => chosen('lnit')).toThrow('lnit');
  });

  it('end in a table whose last line is the sum', () => {
    const row = { skipped: 0, notes: [], ms: 1500 };
    const text = summary(
      [
        { ...row, name: 'format', passed: 1, failed: 0 },
        { ...row, name: 'unit', passed: 40, failed: 2 },
      ],
      3000,
    );
    expect(text.split('\n').at(-1)).toBe('41 passed, 2 failed');
    expect(text).toMatch(/unit +40 +2 +0 +1\.5 s/);
  });
});
