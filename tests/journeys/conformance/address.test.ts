import { unique } from '../../fixtures.ts';
import type { Runtime } from '../../instance.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';

/** Where each host says where a request comes from, and what has to be set for it. */
const said: Record<Runtime, { header: string; env?: Record<string, string> }> = {
	node: { header: 'x-forwarded-for', env: { ADDRESS_HEADER: 'x-forwarded-for' } },
	docker: { header: 'x-forwarded-for', env: { ADDRESS_HEADER: 'x-forwarded-for' } },
	workerd: { header: 'cf-connecting-ip' },
	// Not a header of theirs: what stands for them reads it, and says it as they do.
	vercel: { header: 'x-test-address' },
	netlify: { header: 'x-test-address' }
};

test('each address may begin so many sign-ins, and no request chooses its own', async ({
	start,
	runtime
}) => {
	const { header, env } = said[runtime];
	// 60 sign-ins become 3, in buckets of this test's own.
	const app = await start({
		...env,
		RATE_LIMIT_FACTOR: '0.05',
		COOKIE_PASSWORD: unique().repeat(4)
	});
	const from = async (address: string, headers = {}) => {
		const { status } = await new Visitor(app.url).ask('/sign-in', {
			headers: { ...headers, [header]: address, accept: 'text/html' }
		});
		return status;
	};
	for (let count = 0; count < 3; count++) expect(await from('203.0.113.7')).toBe(302);
	expect(await from('203.0.113.7')).toBe(429);
	const others = ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'x-nf-client-connection-ip'];
	for (const name of others.filter((name) => name !== header)) {
		expect(await from('203.0.113.7', { [name]: '198.51.100.1' }), name).toBe(429);
	}
	expect(await from('203.0.113.8')).toBe(302);
});
