/** What a company's kind is called at the end of its name; longest first. Compared after folding width and case. */
const CHINESE_FORMS =
  /(?:股份有限责任公司|有限责任公司|股份有限公司|集团有限公司|控股有限公司|有限公司|股份公司|集团公司|分公司|公司|集团|厂|工作室|事务所|商行|个体工商户|有限合伙|合伙企业)$/u;
const LATIN_FORMS =
  /[\s,.]+(?:co[\s.,]*ltd|company limited|pte[\s.,]*ltd|pty[\s.,]*ltd|sdn[\s.,]*bhd|s\.?\s?p\.?\s?a|s\.?\s?a\.?\s?r\.?\s?l|s\.?\s?a|s\.?\s?l|b\.?\s?v|n\.?\s?v|a\.?\s?g|a\.?\s?s|a\.?\s?b|gmbh(?:\s*&\s*co\.?\s*kg)?|kg|ohg|ug|oy|plc|llc|llp|lp|l\.l\.c|inc|incorporated|corp|corporation|company|co|ltd|limited|group|holdings?)\.?$/u;

/** Without its legal form at the end: 北京字节跳动科技有限公司 → 北京字节跳动科技. Never empty: a name that is only a form stays. */
export function withoutLegalForm(name: string): string {
  let rest = name;
  for (;;) {
    const shorter = rest.replace(CHINESE_FORMS, '').replace(LATIN_FORMS, '').trim();
    if (shorter === '' || shorter === rest) return rest;
    rest = shorter;
  }
}

/**
 * The normal form of a company's name, for comparing (D1): NFKC (width, ligatures), lower case, no legal form, no
 * brackets, punctuation or spaces. Acme Co., Ltd. and ＡＣＭＥ are the same; 北京（某某）公司 and 北京某某 too.
 * Empty when nothing is left.
 */
export function companyKey(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().trim();
  return withoutLegalForm(folded).replace(/[^\p{L}\p{N}]/gu, '');
}
