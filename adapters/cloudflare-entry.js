import { answer } from './answer.js';
import { originsOf } from './origin.js';
import server from './_server.js';

const worker = {
	...server,
	async fetch(request, env, context) {
		const response = await answer(request, env, (request) => server.fetch(request, env, context));
		// The adapter keeps all of the folder of assets for a year, even what is not there.
		if (response.status >= 400) response.headers.set('cache-control', 'private, no-store');
		return response;
	},
	/** By the cron trigger of wrangler.jsonc. What it throws, Cloudflare shows as a failed run. */
	async scheduled(event, env, context) {
		// A preview is found at many addresses, and has a mirror that others follow.
		const [origin = '*'] = originsOf(env);
		if (origin.includes('*')) return;
		if (!env.SYNC_SECRET) throw new Error('Set the secret SYNC_SECRET for the cron trigger.');
		const headers = { authorization: `Bearer ${env.SYNC_SECRET}` };
		const call = new Request(`${origin}/internal/sync`, { method: 'POST', headers });
		const response = await worker.fetch(call, env, context);
		if (!response.ok)
			throw new Error(`The sync answered ${response.status}: ${await response.text()}`);
	}
};

export default worker;
