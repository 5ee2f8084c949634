import { newOrganization, newPerson, unique } from '../../fixtures.ts';
import type { App } from '../../app.ts';
import { send } from '../../attacks/raw.ts';
import { webhookOf } from '../../mirror/workos.ts';
import { stack } from '../../stack.ts';
import { newProject } from '../session/answers.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { invitationsOf, linkOf, mailTo } from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import { letTokensExpire, sessionOf, tokensOf } from '../session/tokens.ts';
import { Visitor } from '../session/visitor.ts';
import { entriesOf } from './log.ts';

/** Everything that must not stand in a log, by what it is. */
type Planted = Record<string, string | undefined>;

function expectNone(app: App, planted: Planted): void {
	const log = app.log();
	for (const [what, text] of Object.entries(planted)) {
		expect(text, what).toBeTruthy();
		for (const form of new Set([text!, encodeURIComponent(text!)])) {
			expect(log.includes(form), `the log holds ${what}: ${form}`).toBe(false);
		}
	}
	expect(log).not.toMatch(/\beyJ[\w-]+\./);
	expect(log).not.toMatch(/[\w.+-]+@[\w-]+\.\w+/);
}

test('nothing in the log names a person, repeats what somebody wrote, or lets anybody in', async ({
	app,
	visitor,
	workos,
	data
}) => {
	const { person, company } = await newAdmin();
	const typed = `Typed${unique()}`;
	const planted: Planted = {
		...{ 'an address': person.email, 'a name': person.lastName, 'what was typed': typed },
		...{ 'the user’s id': person.id, 'the address they came from': '203.0.113.77' },
		'the API key of WorkOS': stack.env.WORKOS_API_KEY,
		'the secret key of Supabase': stack.env.SUPABASE_SECRET_KEY,
		'the publishable key': stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY,
		'the password of the cookies': stack.env.COOKIE_PASSWORD,
		'the secret of webhooks': stack.env.WORKOS_WEBHOOK_SECRET,
		'the secret of the sync': stack.env.SYNC_SECRET,
		'the name of the organization': company.name,
		'the slug of the organization': company.slug,
		'the name of a project': company.project
	};
	visitor.userAgent = 'Mozilla/5.0 (203.0.113.77)';

	// Signing in, as it should be, twice with the same code, and with one that is none.
	const callback = await visitor.authorize(person);
	planted['the code of a sign-in'] = new URL(callback).searchParams.get('code') ?? '';
	planted['the state of a sign-in'] = new URL(callback).searchParams.get('state') ?? '';
	await visitor.open(callback);
	await visitor.open(callback);
	const again = await visitor.authorize(person);
	await visitor.open(again.replace(/code=[^&]+/, `code=${typed}`));
	await visitor.open(`/callback?error=${typed}&error_description=${person.email}`);
	planted['the secret of the session'] = sessionOf(visitor).secret;
	planted['the id of the session'] = sessionOf(visitor).sid;

	// Pages and forms, taken and refused.
	const [path, fields] = newProject(company, typed);
	for (const page of ['', '/projects', '/members', '/settings', `/projects/${typed}`, '/audit']) {
		await visitor.open(`/orgs/${company.slug}${page}?q=${typed}&sort=${typed}&status=${typed}`);
	}
	await visitor.post(path, fields);
	await visitor.post(path, { ...fields, due_on: typed, lead_id: typed, status: typed });
	await visitor.postWithScript(path, { ...fields, lead_id: person.id + typed });
	await visitor.ask(path, {
		...{ method: 'POST', body: `{"name": "${typed}` },
		headers: { 'content-type': 'application/json' }
	});

	// Invitations, with and without an answer.
	const invited = `${typed.toLowerCase()}@guests.test`;
	const invite = `${invitationsOf(company)}?/invite`;
	await visitor.post(invite, { emails: `${invited}\n${typed}`, role: 'member' });
	const mail = await mailTo(invited);
	Object.assign(planted, { 'who is invited': invited, 'the token of an invitation': mail.token });
	await new Visitor(app.url).open(linkOf(mail));
	await new Visitor(app.url).open(linkOf({ token: `${mail.token}x` }));
	for (const failure of [
		{ status: 400, body: { code: 'odd_code', message: `${invited} is odd` } },
		{ status: 422, body: { message: `${person.email} may not`, errors: [{ code: 'odd' }] } },
		500
	]) {
		workos.fail('/user_management/invitations', failure, 2);
		await visitor.post(invite, { emails: `other.${invited}`, role: 'member' });
		workos.restore();
	}

	// Each service fails in each way, and quotes what it was asked.
	const quoting = `Key (email)=(${person.email}) and "${typed}" are odd, ${typed}@odd.test`;
	for (const failure of [
		...(['cut', 503] as const),
		{
			status: 400,
			body: { code: '22P02', message: `invalid input: "${typed}"`, details: quoting }
		},
		{ status: 400, body: { code: 'PGRST100', message: `"failed to parse filter (${typed})"` } },
		{ status: 409, body: { code: '23505', message: 'duplicate key', details: quoting } },
		{ status: 500, body: { code: 'XX000', message: 'odd', hint: typed, details: quoting } },
		{ status: 200, body: `<html>${typed}` }
	]) {
		data.fail(/\/rest\/v1\/(projects|organizations|rpc)/, failure);
		await visitor.open(`${projectsOf(company)}?q=${typed}`);
		await visitor.post(path, fields);
		data.restore();
	}
	for (const failure of [
		...(['cut', 500, 429] as const),
		{ status: 400, body: { error: 'odd_code', error_description: `${person.email} is odd` } },
		{ status: 401, body: { message: `The key ${stack.env.WORKOS_API_KEY} is odd` } }
	]) {
		await letTokensExpire(visitor);
		workos.fail('/user_management/authenticate', failure);
		await visitor.open(projectsOf(company));
		workos.restore();
	}

	// Machines, and those who say they are.
	const event = { id: `event_${typed}`, event: 'user.updated', data: { id: 'x', email: invited } };
	const hook = (body: string, signature: string) =>
		fetch(`${app.url}/webhooks/workos`, {
			...{ method: 'POST', body },
			headers: { 'content-type': 'application/json', 'workos-signature': signature }
		});
	for (const payload of [event, { ...event, data: {} }]) {
		const { payload: body, signature } = webhookOf(payload);
		await hook(body, signature);
		await hook(body, `${signature.slice(0, -1)}${typed}`);
	}
	const bearer = { authorization: `Bearer ${typed}${stack.env.SYNC_SECRET}` };
	await fetch(`${app.url}/internal/sync`, { method: 'POST', headers: bearer });
	await fetch(`${app.url}/metrics`, { headers: bearer });
	await send(app.url, {
		path: `/${typed}`,
		headers: [`x-request-id: ${typed}`, `referer: ${typed}`]
	});
	for (const [organization, token] of tokensOf(visitor))
		planted[`a token for ${organization}`] = token;
	await visitor.signOut();

	// The control: all of it is there, in entries.
	const events = () => new Set(entriesOf(app).map(({ event: name }) => name));
	await expect.poll(events).toContain('fault');
	for (const route of ['/callback', '/invite', '/webhooks/workos', '/internal/sync', '/sign-out']) {
		await expect.poll(() => entriesOf(app).some((entry) => entry.route === route)).toBe(true);
	}
	expectNone(app, planted);
});

test('a line says what became of a request, and at which level it is worth a look', async ({
	app,
	visitor,
	data
}) => {
	const organization = await newOrganization();
	const person = await newPerson();
	await visitor.signIn(person);
	const statusOf = async (path: string) => {
		const { headers } = await visitor.open(path);
		const id = headers.get('x-request-id');
		const line = () => entriesOf(app).find((one) => one.request === id && one.event === 'request');
		await expect.poll(line).toBeDefined();
		const { level, status, route } = line()!;
		return { level, status, route };
	};
	const inside = '/(signed-in)/orgs/[org=slug]/tasks';
	const foreign = `/orgs/${organization.slug}/tasks`;
	expect(await statusOf(foreign)).toEqual({ level: 'info', status: 404, route: inside });
	expect(await statusOf('/nowhere')).toEqual({ level: 'info', status: 404, route: 'none' });
	expect(await statusOf('/')).toEqual({ level: 'info', status: 200, route: '/' });
	data.fail('/rest/v1/', 503);
	expect(await statusOf(foreign)).toEqual({ level: 'error', status: 503, route: inside });
	data.restore();

	const before = entriesOf(app).length;
	await Promise.all(
		['/healthz', '/favicon.svg', '/_app/version.json'].map((path) => visitor.open(path))
	);
	await statusOf('/');
	const routes = entriesOf(app)
		.slice(before)
		.filter(({ event }) => event === 'request')
		.map(({ route }) => route);
	expect(routes, 'health checks and assets have no line').toEqual(['/']);
});
