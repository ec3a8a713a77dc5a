import { error } from '@sveltejs/kit';
import { mayReadMetrics } from '#lib/server/operations/may-read-metrics.ts';
import { metricsOf } from '#lib/server/operations/metrics.ts';
import type { RequestHandler } from './$types';

/** For Prometheus: from this machine, or with the token of TIDEBOARD_METRICS_TOKEN. */
export const GET: RequestHandler = async ({ locals, request, getClientAddress }) => {
  const { context } = locals;
  if (!mayReadMetrics(context.config, request.headers, getClientAddress())) error(404, 'not_found');
  const metrics = metricsOf(context);
  if (!metrics) error(503, 'starting');
  return new Response(await metrics.registry.metrics(), {
    headers: { 'content-type': metrics.registry.contentType, 'cache-control': 'no-store' },
  });
};
