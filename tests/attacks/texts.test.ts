import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { app, newPlace } from './world.ts';
import type { Place } from './world.ts';

/*
 * What people write comes back as what they wrote, in pages and in data, and runs nowhere. That no
 * page runs what stands in it by mistake is the content security policy's, in headers.test.ts.
 */

let place: Place;
beforeAll(async () => void (place = await newPlace()));

const scripts = [
	'<script>alert(1)</script>',
	'</script><script>alert(1)</script>',
	'<img src=x onerror=alert(1)>',
	'<svg/onload=alert(1)>',
	'"><svg onload=alert(1)>',
	"'><img src=x onerror=alert(1)>",
	'<iframe srcdoc="<script>alert(1)</script>">',
	'<a href="javascript:alert(1)">x</a>',
	'</title><script>alert(1)</script>',
	'</textarea><script>alert(1)</script>',
	'<!--<script>alert(1)</script>-->',
	'{{constructor.constructor("alert(1)")()}}',
	'${alert(1)}',
	'<math><mi xlink:href="javascript:alert(1)">',
	'<style>@import "//evil.test"</style>',
	'<base href="//evil.test/">',
	'<meta http-equiv=refresh content="0;url=//evil.test">',
	'<form action="//evil.test"><button>x</button></form>',
	'\u2028</script><script>alert(1)</script>',
	'%3Cscript%3Ealert(1)%3C/script%3E'
];

/** What a page must not contain: an element, or an address, that came out of a text. */
const dangerous =
	/<script>alert|<img src=x|<svg[ /]onload|<iframe|<math|<style>@import|<base |<meta http-equiv=refresh|<form action="\/\/|<[a-z][^<>]*\shref="(javascript|data|vbscript|file|blob|\/\/evil)/i;

/** The first such thing in a page, with what is around it. */
function found(body: string): string | null {
	const at = body.search(dangerous);
	return at < 0 ? null : body.slice(Math.max(0, at - 80), at + 80);
}

describe.each(scripts)('%s', (text) => {
	test('stands in names, titles and labels as it is', async () => {
		const { here, project, visitor } = place;
		const title = `${unique()} ${text}`;
		const { data: task } = await place.admin.supabase
			.from('tasks')
			.insert({
				project_id: project.id,
				title,
				labels: [text.trim().slice(0, 20).trim()],
				description: text
			})
			.select()
			.single()
			.throwOnError();
		await place.admin.supabase
			.from('projects')
			.update({ name: title.slice(0, 80) })
			.eq('id', project.id)
			.throwOnError();
		for (const path of [
			`${here}/tasks?q=${encodeURIComponent(text)}`,
			`${here}/tasks/${task.id}`,
			`${here}/projects/${project.id}`,
			`${here}/projects/${project.id}/edit`
		]) {
			const { status, body } = await visitor.open(path);
			expect(status, path).toBe(200);
			expect(found(body), path).toBeNull();
			// What is data for the page's script stays within its element.
			expect(body.match(/<script/g)?.length, path).toBe(2);
		}
	});
});

test.each(scripts)('%s typed into a form comes back as it is', async (text) => {
	const answer = await place.visitor.post(`${place.here}/projects/new?/create`, {
		...{ name: text + 'x'.repeat(100), status: 'active', visibility: 'org' },
		...{ lead_id: '', due_on: text }
	});
	expect(answer.status).toBe(400);
	expect(found(answer.body)).toBeNull();
	expect(answer.body.match(/<script/g)).toHaveLength(2);
	const signedOut = await fetch(`${app}${place.here}/tasks?/createTask`, {
		method: 'POST',
		headers: { origin: app, accept: 'text/html' },
		body: new URLSearchParams({ title: text, [text]: text })
	});
	expect(signedOut.status).toBe(401);
	const page = await signedOut.text();
	expect(found(page)).toBeNull();
	expect(page).not.toContain('<script');
});

describe('a link in a description leads to no script', () => {
	test.each([
		'[x](javascript:alert(1))',
		'[x](JaVaScRiPt:alert(1))',
		'[x](java&#115;cript:alert(1))',
		'[x](java\tscript:alert(1))',
		'[x](&#1;javascript:alert(1))',
		'[x](data:text/html,<script>alert(1)</script>)',
		'[x](data:image/svg+xml;base64,PHN2Zz4=)',
		'[x](vbscript:alert(1))',
		'[x](file:///etc/passwd)',
		'[x](//evil.test)',
		'[x](\\\\evil.test)',
		'<javascript:alert(1)>',
		'![x](javascript:alert(1))',
		'![x](https://evil.test/track.png)',
		'[x]: javascript:alert(1)\n\n[x]',
		'[x](https://a.test" onclick="alert(1))',
		'[x](https://a.test "title" onclick=alert(1))',
		'[x](blob:https://a.test/x)'
	])('%s', async (description) => {
		const { data: task } = await place.admin.supabase
			.from('tasks')
			.insert({ project_id: place.project.id, title: unique(), description })
			.select()
			.single()
			.throwOnError();
		const { body } = await place.visitor.open(`${place.here}/tasks/${task.id}`);
		const sheet = body.slice(0, body.indexOf('__sveltekit_'));
		expect(found(sheet)).toBeNull();
		expect(sheet).not.toMatch(/<img[^>]*(evil\.test|javascript)/i);
		expect(sheet).not.toMatch(/<a [^>]*\sonclick/i);
	});
});

test('no cell of an export is a formula', async () => {
	const formulas = [
		...['=1+1', '+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=HYPERLINK("//evil.test")'],
		...[' =1', '"=1', "=cmd|' /C calc'!A0", '＝1+1', '＋1', '－1', '＠SUM(A1)']
	];
	const elsewhere = await newPlace();
	for (const title of formulas) {
		await elsewhere.admin.supabase
			.from('tasks')
			.insert({ project_id: elsewhere.project.id, title: `${title}x` })
			.throwOnError();
	}
	const response = await fetch(`${app}${elsewhere.here}/export/archive`, {
		headers: { cookie: elsewhere.visitor.header() }
	});
	const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
	const tables = Object.keys(files).filter((name) => name.endsWith('.csv'));
	expect(tables.length).toBeGreaterThan(0);
	for (const name of tables) {
		const text = strFromU8(files[name]!);
		for (const cell of text.match(/"(?:[^"]|"")*"|[^,\r\n"]+/g) ?? []) {
			const content = cell.startsWith('"') ? cell.slice(1, -1) : cell;
			if (/^-?[\d.]+$/.test(content)) continue;
			expect(content, name).not.toMatch(/^[=+\-@＝＋－＠]/);
		}
	}
});
