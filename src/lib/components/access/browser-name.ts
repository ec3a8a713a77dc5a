/** "Chrome · Windows" from a User-Agent; enough for a person to know his own browsers apart. Null when it says nothing. */
export function browserName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const find = (list: readonly (readonly [RegExp, string])[]) => list.find(([sign]) => sign.test(userAgent))?.[1];
  const browser = find([
    [/MicroMessenger/, 'WeChat'],
    [/DingTalk/, 'DingTalk'],
    [/Lark|Feishu/, 'Feishu'],
    [/Edg[eA]?\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\/|CriOS\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ]);
  const system = find([
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/HarmonyOS/, 'HarmonyOS'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ]);
  const name = [browser, system].filter(Boolean).join(' · ');
  return name || null;
}
