import { describe, expect, it } from 'vitest';
import { readOptions, readPort } from './options.mjs';
import { Refusal } from './refusal.mjs';

const known = { command: 'npm start', values: ['port', 'data'], flags: ['quiet'] };
const refusal = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('options', () => {
  it('are read with a space or an equals sign, flags without a value', () => {
    expect(readOptions(['--port', '4000', '--data=/srv/x', '--quiet'], known)).toEqual({
      port: '4000',
      data: '/srv/x',
      quiet: true,
    });
    expect(readOptions([], known)).toEqual({});
  });

  it('a misspelt one is refused with what there is, not passed over', () => {
    const error = refusal(() => readOptions(['--dta', 'x'], known));
    expect(error.message).toContain('--dta');
    expect(error.advice).toContain('--data');
    expect(error.exitCode).toBe(2);
  });

  it('one without its value is refused, also when another option follows', () => {
    expect(refusal(() => readOptions(['--data'], known)).message).toContain('--data needs a value');
    expect(refusal(() => readOptions(['--data', '--quiet'], known)).message).toContain('--data needs a value');
  });

  it('a bare word, which is what npm leaves of `npm start --port 4000`, is answered with the right spelling', () => {
    expect(refusal(() => readOptions(['4000'], known)).advice).toContain('npm start -- --port');
  });

  it('a port is a number that exists', () => {
    expect(readPort(undefined)).toBeUndefined();
    expect(readPort('0')).toBe(0);
    expect(readPort('65535')).toBe(65535);
    for (const wrong of ['65536', '-1', '3000x', '1e3', '']) expect(refusal(() => readPort(wrong)).exitCode).toBe(2);
  });
});
