import { expect, test } from 'vitest';
import { counter, exposition, histogram } from '$lib/server/metrics';

test('what was counted is written as Prometheus reads it', () => {
	const asked = counter('asked_total', 'How often.');
	asked.add({ route: '/a"b\\\n' });
	asked.add({ route: '/' });
	asked.add({ route: '/' });
	const took = histogram('took_seconds', 'How long.');
	took.observe(0.03, { service: 'x' });
	took.observe(20, { service: 'x' });
	const text = exposition([{ name: 'lag_seconds', help: 'How far.', value: null }]);
	expect(text).toContain('# HELP asked_total How often.\n# TYPE asked_total counter\n');
	expect(text).toContain('asked_total{route="/a\\"b\\\\\\n"} 1\n');
	expect(text).toContain('asked_total{route="/"} 2\n');
	expect(text).toContain('took_seconds_bucket{service="x",le="0.025"} 0\n');
	expect(text).toContain('took_seconds_bucket{service="x",le="0.05"} 1\n');
	expect(text).toContain('took_seconds_bucket{service="x",le="+Inf"} 2\n');
	expect(text).toContain('took_seconds_sum{service="x"} 20.030000\n');
	expect(text).toContain('# TYPE lag_seconds gauge\nlag_seconds NaN\n');
});
