import { describe, expect, it } from 'vitest';
import { checkPassword } from './password-rules.ts';

const owner = { name: 'Emma Clarke', email: 'emma.clarke@example.com' };
const refusal = (password: string) => {
  try {
    checkPassword(password, owner);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('password rules', () => {
  it('[X3] asks for ten characters, counted as people count them', () => {
    expect(refusal('short-one')).toBe('password_too_short');
    expect(refusal('潮汐看板每日晨会十字')).toBeNull();
    expect(refusal('😀😀😀😀😀')).toBe('password_too_short');
    expect(refusal('a'.repeat(100) + 'bcdefgh'.repeat(20))).toBe('password_too_long');
  });

  it('[X3] refuses what would be tried first: name, address, one sign repeated', () => {
    for (const password of [
      'Emma Clarke',
      'emma.clarke@example.com',
      'emmaclarke',
      'EmmaClarke2026',
      'aaaaaaaaaaaa',
      '1212121212',
    ])
      expect(refusal(password), password).toBe('password_too_obvious');
  });

  it('accepts a long phrase, also one that contains the name among other words', () => {
    expect(refusal('correct horse battery')).toBeNull();
    expect(refusal('emma sails at high tide')).toBeNull();
  });
});
