import { beforeAll, describe, expect, test } from 'vitest';
import { everythingOf, app, expectRefused, newPlace } from './world.ts';
import type { Place } from './world.ts';

/*
 * What another site has the browser of somebody send who is signed in. Cookies go along here, as they
 * do between sites of one domain, where SameSite does not help.
 */

let place: Place;
beforeAll(async () => void (place = await newPlace()));

const { port } = new URL(app);
const origins: Record<string, string | null> = {
	'no origin': null,
	'an origin that is hidden': 'null',
	'another site': 'https://evil.test',
	'the same site on another port': `http://localhost:${Number(port) + 1}`,
	'the same site on another host': `http://evil.localhost:${port}`,
	'the same host over https': `https://localhost:${port}`,
	'a name that begins alike': `${app}.evil.test`
};
const bodies: Record<string, [type: string | null, body: string]> = {
	'a form': ['application/x-www-form-urlencoded', 'name=Forged'],
	'a form with capitals': ['APPLICATION/X-WWW-FORM-URLENCODED; charset=x', 'name=Forged'],
	'a form in parts': [
		'multipart/form-data; boundary=b',
		'--b\r\ncontent-disposition: form-data; name="name"\r\n\r\nForged\r\n--b--\r\n'
	],
	'plain text': ['text/plain', 'name=Forged'],
	JSON: ['application/json', '{"name":"Forged"}'],
	'no type': [null, 'name=Forged'],
	'a type that is none': ['x', 'name=Forged']
};

function forge(path: string, origin: string | null, [type, body]: [string | null, string]) {
	const headers: Record<string, string> = { accept: 'text/html' };
	if (type) headers['content-type'] = type;
	// Without a body fetch names no type either.
	const bytes = new TextEncoder().encode(body);
	return fetch(app + path, {
		method: 'POST',
		redirect: 'manual',
		headers: { ...headers, cookie: place.visitor.header(), ...(origin && { origin }) },
		body: bytes
	});
}

async function expectNothing(answer: Response, what: string) {
	expectRefused(
		{
			status: answer.status,
			headers: answer.headers,
			body: await answer.text(),
			location: answer.headers.get('location') ?? ''
		},
		what
	);
	expect(answer.headers.getSetCookie(), what).toEqual([]);
}

describe.each(Object.entries(origins))('from %s', (from, origin) => {
	test.each(Object.entries(bodies))('%s signs nobody out', async (what, body) => {
		await expectNothing(await forge('/sign-out', origin, body), `${from}, ${what}`);
		expect((await place.visitor.open(`${place.here}/tasks`)).status).toBe(200);
	});

	test('no form is taken', async () => {
		const { here, project, task, member } = place;
		const paths = [
			...['/orgs?/create', '/account?/delete', '/sign-out/everywhere', '/invite?/change'],
			...[`${here}/projects/new?/create`, `${here}/projects/${project.id}/edit?/save`],
			...[`${here}/projects/${project.id}/edit?/delete`, `${here}/tasks?/createTask`],
			...[`${here}/tasks?/changeTask`, `${here}/tasks/${task.id}?/deleteTask`],
			...[`${here}/members/${member.id}?/pause`, `${here}/members/${member.id}?/remove`],
			...[`${here}/members/invitations?/invite`, `${here}/sign-in`, `${here}/nothing`]
		];
		const before = await everythingOf(place);
		for (const path of paths) {
			for (const body of [bodies['a form']!, bodies['no type']!]) {
				await expectNothing(await forge(path, origin, body), `${from} to ${path}`);
			}
		}
		expect(await everythingOf(place)).toBe(before);
	});
});

describe('a method that is not meant changes nothing', () => {
	test.each(['PUT', 'PATCH', 'DELETE'])('%s', async (method) => {
		const before = await everythingOf(place);
		for (const path of [`/orgs`, `${place.here}/tasks`, '/sign-out', '/healthz']) {
			const answer = await place.visitor.ask(path, { method });
			expectRefused(answer, path);
		}
		expect(await everythingOf(place)).toBe(before);
	});

	test.each(['x-http-method-override', 'x-method-override', 'x-http-method'])(
		'the header %s turns no GET into another',
		async (name) => {
			const before = await everythingOf(place);
			const path = `${place.here}/projects/${place.project.id}/edit?/delete&_method=POST`;
			await place.visitor.ask(path, { headers: { [name]: 'POST', accept: 'text/html' } });
			await place.visitor.ask('/sign-out', { headers: { [name]: 'POST' } });
			expect((await place.visitor.open(place.here)).status).toBe(200);
			expect(await everythingOf(place)).toBe(before);
		}
	);

	test('a GET of an action is the page', async () => {
		const before = await everythingOf(place);
		const path = `${place.here}/tasks?/createTask&title=Forged&project_id=${place.project.id}`;
		expect((await place.visitor.open(path)).status).toBe(200);
		expect(await everythingOf(place)).toBe(before);
	});
});

test('the control: the same form from the page itself is taken', async () => {
	const answer = await place.visitor.post(`${place.here}/tasks?/createTask`, {
		...{ title: 'Meant', project_id: place.project.id }
	});
	expect(answer.status).toBe(200);
	expect(answer.body).toContain('Task created.');
});
