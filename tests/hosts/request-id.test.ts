import { expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { startWorker } from '../worker.ts';

test('on Cloudflare a request has the name Cloudflare gave it, in the log too, and no counters', async () => {
	const worker = await startWorker();
	try {
		const id = `${unique()}0000-FRA`;
		const headers = { 'cf-ray': id };
		const answer = await fetch(`${worker.url}/callback?error=odd_code`, { headers });
		expect(answer.headers.get('x-request-id')).toBe(id);
		// Wrangler writes before a line what it thinks of it.
		const fault = () => /\{.*"fault".*\}/.exec(worker.log())?.[0];
		await expect.poll(fault).toBeDefined();
		expect(JSON.parse(fault()!)).toMatchObject({ request: id, route: '/callback' });
		expect((await fetch(`${worker.url}/metrics`)).status).toBe(404);
	} finally {
		await worker.stop();
	}
});
