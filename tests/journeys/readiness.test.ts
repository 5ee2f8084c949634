import { unique } from '../fixtures.ts';
import { expect, test } from './session/test.ts';

/* Whether an instance can do its work, and what it lacks: in words, without addresses or secrets. */

async function readiness(url: string) {
	const response = await fetch(`${url}/readyz`);
	const text = await response.text();
	for (const secret of ['127.0.0.1', 'sb_secret', 'sk_test', 'http']) {
		expect(text).not.toContain(secret);
	}
	return { status: response.status, ...JSON.parse(text) };
}

test('an instance is ready once it reaches the Data API and WorkOS’ keys @everywhere', async ({
	app
}) => {
	const answer = await readiness(app.url);
	expect(answer).toMatchObject({
		...{ status: 200, ready: true },
		checks: { dataApi: { ok: true }, workosKeys: { ok: true } }
	});
	// Nobody follows events on this stack, which is worth saying and no reason to send people away.
	const { mirror } = answer.checks;
	expect(mirror.lagSeconds === null || mirror.lagSeconds >= 0).toBe(true);
	if (mirror.ok) expect(mirror.lagSeconds).toBeLessThanOrEqual(900);
	else expect(mirror.reason).toMatch(/never compared|not followed lately/);
});

test('without the Data API it is not, though it lives, and is again by itself @everywhere', async ({
	start,
	data
}) => {
	const app = await start();
	data.fail('/rest/v1/', 503);
	await expect
		.poll(() => readiness(app.url))
		.toMatchObject({
			...{ status: 503, ready: false },
			checks: {
				dataApi: { ok: false, reason: 'answered 503' },
				workosKeys: { ok: true },
				mirror: { ok: false, lagSeconds: null }
			}
		});
	expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
	data.restore();
	await expect.poll(() => readiness(app.url)).toMatchObject({ status: 200, ready: true });
});

test('a Data API that does not answer is not waited for', async ({ start, data }) => {
	const app = await start();
	data.delay('/rest/v1/rpc/mirror_place', 3_000);
	const begun = Date.now();
	const answer = await readiness(app.url);
	expect(Date.now() - begun).toBeLessThan(5_000);
	expect(answer.checks.dataApi).toMatchObject({ ok: false, reason: 'no answer within 2 seconds' });
});

test('keys that were had a moment ago serve while WorkOS is away; a new instance has none', async ({
	start,
	workos
}) => {
	const env = { COOKIE_PASSWORD: unique().repeat(3) };
	const old = await start(env);
	expect(await readiness(old.url)).toMatchObject({ ready: true });
	workos.fail('/sso/jwks/', 503);
	const fresh = await start(env);
	await expect
		.poll(() => readiness(fresh.url))
		.toMatchObject({ status: 503, ready: false, checks: { workosKeys: { ok: false } } });
	await expect.poll(() => readiness(old.url)).toMatchObject({ status: 200, ready: true });
});

test('whoever asks often makes nobody else work', async ({ start, data }) => {
	const app = await start();
	data.clear();
	await Promise.all(Array.from({ length: 50 }, () => readiness(app.url)));
	const asked = data.calls.filter(({ path }) => path.includes('mirror_place'));
	expect(asked.length).toBeLessThanOrEqual(3);
});
