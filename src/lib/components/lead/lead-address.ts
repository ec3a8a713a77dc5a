/** The address of a page with a lead open, or without one; everything else in it stays. */
export function leadAddress(url: URL, leadId: string | null): string {
  const params = new URLSearchParams(url.searchParams);
  if (leadId) params.set('lead', leadId);
  else params.delete('lead');
  const text = params.toString();
  return text ? `${url.pathname}?${text}` : url.pathname;
}
