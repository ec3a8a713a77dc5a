/** An amount as people type it ("39,800", "3.98万", "￥39800.5") in minor units; null when it is none. */
export function parseAmount(text: string, digits: number): number | null {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\s,']/gu, '')
    .replace(/^[^\d.]+/u, '');
  const match = /^(\d+(?:\.\d+)?|\.\d+)(万|k|m)?[^\d.]*$/iu.exec(plain);
  if (!match) return null;
  const unit = { 万: 10_000, k: 1_000, m: 1_000_000 }[(match[2] ?? '').toLowerCase()] ?? 1;
  const minor = Math.round(Number(match[1]) * unit * 10 ** digits);
  return Number.isSafeInteger(minor) && minor <= 9_000_000_000_000 ? minor : null;
}

/** The sign that stands before an amount while it is typed: ¥, or the code where there is none. */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}
