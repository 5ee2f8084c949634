import { beforeAll, describe, expect, test } from 'vitest';
import { app, everythingOf, expectHarmless, expectRefused, newPlace } from './world.ts';
import type { Place } from './world.ts';

/* Too much, in the wrong form, or under names that mean something to JavaScript. */

let place: Place;
beforeAll(async () => void (place = await newPlace()));

const much = 'x'.repeat(50_000);
const project = { name: 'P', status: 'active', visibility: 'org', lead_id: '', due_on: '' };

/** Each field of each form, too long or of a form that it cannot have. */
const fields: Record<string, () => [path: string, fields: Record<string, string>]> = {
	'a name of an organization': () => ['/orgs?/create', { name: much, nonce: crypto.randomUUID() }],
	'a nonce': () => ['/orgs?/create', { name: 'Fine', nonce: much }],
	'a name of a project': () => [`${place.here}/projects/new?/create`, { ...project, name: much }],
	'a status': () => [`${place.here}/projects/new?/create`, { ...project, status: much }],
	'a visibility': () => [`${place.here}/projects/new?/create`, { ...project, visibility: 'all' }],
	'a lead': () => [`${place.here}/projects/new?/create`, { ...project, lead_id: `user_${much}` }],
	'a day': () => [`${place.here}/projects/new?/create`, { ...project, due_on: '2026-02-31' }],
	'a year': () => [`${place.here}/projects/new?/create`, { ...project, due_on: '99999-01-01' }],
	'a title': () => [
		`${place.here}/tasks?/createTask`,
		{ title: much, project_id: place.project.id }
	],
	'a title of nothing': () => [
		`${place.here}/tasks?/createTask`,
		{ title: ' \t\u00a0\ufeff', project_id: place.project.id }
	],
	'a zero in a title': () => [
		`${place.here}/tasks?/createTask`,
		{ title: 'a\u0000b', project_id: place.project.id }
	],
	'half a character in a title': () => [
		`${place.here}/tasks?/createTask`,
		{ title: 'T'.repeat(5_000) + '\ud800', project_id: place.project.id }
	],
	'a project': () => [`${place.here}/tasks?/createTask`, { title: 'T', project_id: much }],
	'a description': () => [`${place.here}/tasks?/changeTask`, changed('description', much)],
	labels: () => [`${place.here}/tasks?/changeTask`, changed('labels', much)],
	'very many labels': () => [
		`${place.here}/tasks?/changeTask`,
		changed('labels', Array.from({ length: 5_000 }, (_, n) => n).join())
	],
	'an estimate': () => [`${place.here}/tasks?/changeTask`, changed('estimate', '1e400')],
	'an estimate that is no number': () => [
		`${place.here}/tasks?/changeTask`,
		changed('estimate', 'NaN')
	],
	'an estimate below zero': () => [`${place.here}/tasks?/changeTask`, changed('estimate', '-1')],
	'a priority': () => [`${place.here}/tasks?/changeTask`, changed('priority', '__proto__')],
	'a priority that objects have': () => [
		`${place.here}/tasks?/changeTask`,
		changed('priority', 'toString')
	],
	'the version of a row': () => [
		`${place.here}/tasks?/changeTask`,
		{ id: place.task.id, seen: much, title: 'T', 'was.title': place.task.title }
	],
	'an id': () => [`${place.here}/tasks?/deleteTask`, { id: much, seen: '' }],
	'a place': () => [
		`${place.here}/tasks?/moveTask`,
		{ id: place.task.id, seen: place.task.updated_at, to: 'constructor' }
	],
	'a budget': () => [budget(), { amount: '1e99', spent: '1', currency: 'EUR', seen: '' }],
	'a budget in hexadecimal': () => [
		budget(),
		{ amount: 'x', spent: '', currency: 'EUR', seen: '' }
	],
	'a currency': () => [budget(), { amount: '1', spent: '1', currency: much, seen: '' }],
	'how a list looks': () => [`${place.here}/tasks?/saveDefaults`, { settings: much }],
	addresses: () => [`${place.here}/members/invitations?/invite`, { emails: much, role: 'member' }],
	'a role': () => [`${place.here}/members/invitations?/invite`, { emails: 'a@b.test', role: much }],
	'a role with a path': () => [
		`${place.here}/members/${place.member.id}?/changeRole`,
		{ role: '../admin' }
	],
	'whom to hand over to': () => [`${place.here}/members/${place.member.id}?/remove`, { to: much }],
	'what to set up': () => [`${place.here}/sign-in`, { intent: much }],
	'the address of an account': () => ['/account?/delete', { email: much }],
	'an action': () => [`${place.here}/tasks?/${'x'.repeat(3_000)}`, {}],
	'an action that objects have': () => [`${place.here}/tasks?/__proto__`, {}],
	'another that objects have': () => [`${place.here}/tasks?/constructor`, {}],
	'no action': () => [`${place.here}/tasks`, {}]
};

const budget = () => `${place.here}/projects/${place.project.id}?/saveBudget`;
const changed = (name: string, value: string) => ({
	...{ id: place.task.id, seen: place.task.updated_at, [name]: value, [`was.${name}`]: '' }
});

test.each(Object.keys(fields))('%s', async (name) => {
	const before = await everythingOf(place);
	const [path, values] = fields[name]!();
	const answer = await place.visitor.post(path, values);
	expectRefused(answer, name);
	expect(await everythingOf(place)).toBe(before);
});

/** Bodies that are no form, or more than one. */
const part = (name: string, value: string, more = '') =>
	`--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const parts = 'multipart/form-data; boundary=b';
const bodies: Record<string, [type: string, body: () => string]> = {
	'more than is taken': ['application/x-www-form-urlencoded', () => `title=${'x'.repeat(600_000)}`],
	'more than is taken, in parts': [parts, () => `${part('title', 'x'.repeat(600_000))}--b--`],
	'parts without an end': [parts, () => part('title', 'T')],
	'parts without a boundary': ['multipart/form-data', () => `${part('title', 'T')}--b--`],
	'parts with another boundary': [
		'multipart/form-data; boundary=c',
		() => `${part('t', 'T')}--b--`
	],
	'a file for a field': [parts, () => `${part('title', 'T', '; filename="t.txt"')}--b--`],
	'a file with a path': [parts, () => `${part('title', 'T', '; filename="../../etc/x"')}--b--`],
	'a part without a name': [parts, () => '--b\r\ncontent-disposition: form-data\r\n\r\nT\r\n--b--'],
	'a thousand parts': [
		parts,
		() => `${Array.from({ length: 1_000 }, (_, n) => part(`f${n}`, 'x')).join('')}--b--`
	],
	'fifty thousand fields': [
		'application/x-www-form-urlencoded',
		() => Array.from({ length: 50_000 }, (_, n) => `f${n}=x`).join('&')
	],
	JSON: ['application/json', () => '{"title":"T"}'],
	'JSON that goes deep': ['application/json', () => '['.repeat(100_000)],
	XML: [
		'application/xml',
		() => '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
	],
	'half an escape': ['application/x-www-form-urlencoded', () => 'title=%&%zz=%f0%9f'],
	'the names of prototypes': [
		'application/x-www-form-urlencoded',
		() => '__proto__=x&__proto__[admin]=1&constructor[prototype][admin]=1&prototype=x&toString=x'
	],
	'a binary form of SvelteKit': [
		'application/x-sveltekit-formdata',
		() => '\u0000\u0001\u0002xxxx'
	],
	'no known type': ['application/x-evil', () => 'title=T']
};

describe.each(Object.entries(bodies))('%s', (name, [type, body]) => {
	test('saves nothing, and breaks nothing', async () => {
		const before = await everythingOf(place);
		for (const path of [
			`${place.here}/tasks?/createTask`,
			`${place.here}/projects/new?/create`,
			`${place.here}/members/invitations?/invite`,
			'/orgs?/create'
		]) {
			for (const script of [false, true]) {
				const answer = await place.visitor.ask(path, {
					method: 'POST',
					body: body(),
					headers: {
						'content-type': type,
						accept: script ? 'application/json' : 'text/html',
						...(script && { 'x-sveltekit-action': 'true' })
					}
				});
				expectHarmless(answer, `${name} to ${path}`);
				if (name.startsWith('more than')) expect(answer.status).toBe(413);
			}
		}
		expect(await everythingOf(place)).toBe(before);
		expect(({} as Record<string, unknown>).admin).toBeUndefined();
	});
});

test('a body that is more than it says is cut off', async () => {
	const stream = new ReadableStream({
		start(controller) {
			const piece = new TextEncoder().encode(`title=${'x'.repeat(100_000)}`);
			for (let count = 0; count < 7; count++) controller.enqueue(piece);
			controller.close();
		}
	});
	const answer = await place.visitor.ask(`${place.here}/tasks?/createTask`, {
		method: 'POST',
		body: stream,
		headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
	});
	expect(answer.status).toBe(413);
	expect(answer.body).toContain('That is too much at once');
});

test('a form that is too large says so, to a browser and to a script', async () => {
	const fields = { name: 'x'.repeat(600_000) };
	const page = await place.visitor.post(`${app}/orgs?/create`, fields);
	expect(page.status).toBe(413);
	expect(page.body).toContain('That is too much at once');
	const script = await place.visitor.postWithScript('/orgs?/create', fields);
	expect(JSON.parse(script.body)).toMatchObject({
		type: 'error',
		error: { title: 'That is too much at once' }
	});
});
