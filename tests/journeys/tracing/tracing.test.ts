import { existsSync, globSync, readFileSync } from 'node:fs';
import { startApp } from '../../app.ts';
import { stack } from '../../stack.ts';
import { newProject } from '../session/answers.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { expect, test, through } from '../session/test.ts';
import { letTokensExpire, sessionOf, tokensOf } from '../session/tokens.ts';
import { Visitor } from '../session/visitor.ts';
import { startCollector, type Span } from './collector.ts';

/* A build that traces, as `commands/steps.ts` makes one beside the usual. */
const build = '.local/test/traced';

test('each call to a service is a span of its request, which says nothing of anybody', async ({
	proxies,
	workos,
	data
}) => {
	const collector = await startCollector();
	const app = await startApp({
		folder: build,
		env: {
			...through(proxies),
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url
		}
	});
	const { person, company } = await newAdmin();
	const visitor = new Visitor(app.url);
	const callback = await visitor.authorize(person);
	await visitor.open(callback);
	await letTokensExpire(visitor);
	data.clear();
	const caller = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
	const { headers } = await visitor.ask(`${projectsOf(company)}?q=typed-by-somebody`, {
		headers: { accept: 'text/html', traceparent: `00-${caller.traceId}-${caller.spanId}-01` }
	});
	const id = headers.get('x-request-id');

	const ofRequest = () => collector.spans.filter(({ traceId }) => traceId === caller.traceId);
	const root = () => ofRequest().find(({ name }) => name === 'sveltekit.handle.root');
	await expect.poll(root).toBeDefined();
	// The trace of whoever called goes on, and every span hangs on another of it.
	expect(root()!.parentSpanId).toBe(caller.spanId);
	expect(root()!.attributes).toMatchObject({
		request: id,
		'http.route': '/(signed-in)/orgs/[org=slug]/projects'
	});
	const ids = new Set(ofRequest().map(({ spanId }) => spanId));
	const parents = (spans: Span[]) => spans.map(({ parentSpanId }) => parentSpanId!);
	const rest = ofRequest().filter((span) => span !== root());
	expect(parents(rest).filter((parent) => !ids.has(parent))).toEqual([]);
	const byName = (name: string) => rest.find((span) => span.name === name);
	const refresh = byName('WorkOS authenticate refresh_token');
	expect(refresh?.attributes).toEqual({ service: 'WorkOS', request: id });
	const above = rest.find(({ spanId }) => spanId === refresh?.parentSpanId);
	expect(above?.name).toBe('sveltekit.handle.sequenced.organization');
	const loads = rest.filter(({ name }) => name === 'sveltekit.load').map(({ spanId }) => spanId);
	expect(loads).toContain(byName('Supabase GET projects')?.parentSpanId);

	// PostgREST hears of the span that asks, WorkOS of none.
	const sent = data.calls.map(({ headers: given }) => String(given.traceparent));
	const asking = rest.filter(({ name }) => name.startsWith('Supabase '));
	expect(sent.sort()).toEqual(
		asking.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`).sort()
	);
	expect(workos.calls.filter(({ headers: given }) => given.traceparent)).toEqual([]);

	// Where something fails, too.
	data.fail('/rest/v1/projects?', {
		...{ status: 400, body: { code: '22P02', message: `invalid: "${person.email}"` } }
	});
	await visitor.open(projectsOf(company));
	data.fail('/rest/v1/', 'cut');
	await visitor.post(...newProject(company, 'typed-by-somebody'));
	data.restore();
	const failed = () => collector.spans.filter(({ status }) => status.code === 2);
	await expect
		.poll(() =>
			failed()
				.map(({ name }) => name)
				.join()
		)
		.toContain('Supabase ');
	await app.stop();

	const secrets = [
		...tokensOf(visitor).values(),
		...Object.values(sessionOf(visitor)),
		...[person.email, person.lastName, person.id, company.slug, company.project],
		...[stack.env.SUPABASE_SECRET_KEY, stack.env.WORKOS_API_KEY, stack.env.COOKIE_PASSWORD],
		...[new URL(callback).searchParams.get('code')!, 'typed-by-somebody']
	];
	for (const secret of secrets) expect(collector.text()).not.toContain(secret);
	expect(collector.text()).not.toMatch(/eyJ[\w-]+\.|@/);
	await collector.stop();
});

test('the usual build has no OpenTelemetry in it, on Node and in workerd', async () => {
	const has = (folder: string) =>
		globSync(`${folder}/**/*.js`).filter((file) => {
			// SvelteKit's own comments name its types.
			const code = readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
			return /opentelemetry\/|OTEL_EXPORTER/i.test(code);
		});
	expect(has('build/server')).toEqual([]);
	expect(has(`${build}/server`), 'the control').not.toEqual([]);
	if (existsSync('.svelte-kit/cloudflare')) expect(has('.svelte-kit/cloudflare')).toEqual([]);
});
