import { describe, expect, it } from 'vitest';
import { hideNumbers, maskIdentity } from './mask-identity.ts';

describe('masking', () => {
  it.each([
    ['phone', '+8613812345678', '138 **** 5678'],
    ['phone', '+351912345812', '+35 **** 812'],
    ['phone', '12345', '****'],
    ['email', 'lin@example.com', 'l****@example.com'],
    ['email', 'x', '****'],
    ['wechat', 'zhaomama_2817', 'zh****7'],
    ['wechat', 'abc', '****'],
  ] as const)('[P5] shows of %s %s only %s', (kind, value, masked) => {
    expect(maskIdentity(kind, value)).toBe(masked);
  });

  it('[P5] takes numbers and addresses out of free text, and leaves the words', () => {
    expect(hideNumbers('孩子年龄不符，妈妈 138 1234 5678 / a@b.cn')).toBe('孩子年龄不符，妈妈 **** / ****');
    expect(hideNumbers('二年级 2 个孩子，预算 12800')).toBe('二年级 2 个孩子，预算 12800');
  });
});
