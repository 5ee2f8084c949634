import { globSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { expectNone } from './found.ts';
import { imports, importsOf, source } from './imports.ts';

const here = 'tests/policy-lint/source.test.ts';
const routes = 'src/routes';
const organization = '/(signed-in)/orgs/[org=slug]';

describe('routes are as private as their folder:', () => {
	/** These answer without a session, and none of them shows anything of an organization. */
	const open = [
		...['/', '/callback', '/goodbye', '/healthz', '/invite', '/readyz', '/sign-in', '/sign-out'],
		...['/sign-out/impersonation', '/sign-up'],
		// These ask for a signature or a secret, and answer nothing of anybody.
		...['/internal/sync', '/metrics', '/webhooks/workos'],
		// Not there for anybody but developers and tests, and made of fixed data: see /dev/lists.
		...['/dev/lists', '/dev/lists/[list]/[state]/[[task=uuid]]']
	];
	/** These need a session, for whichever organization. */
	const personal = [
		...['/(signed-in)/account', '/(signed-in)/orgs', '/(signed-in)/sign-out/everywhere'],
		// The switcher shows those of all organizations that somebody belongs to.
		'/(signed-in)/pictures/[picture=uuid]'
	];

	const files = globSync(`${routes}/**/+{page,layout,server,error}*`);
	const answering = files.filter((file) => /\+(page|server)/.test(basename(file)));
	const ids = [...new Set(answering.map((file) => `/${relative(routes, dirname(file))}`))].sort();
	const isSignedIn = (id: string) => id.split('/').includes('(signed-in)');
	const isOfOrganization = (id: string) => `${id}/`.startsWith(`${organization}/`);

	test('these are public, and no other', () => {
		expectNone(
			ids
				.filter((id) => !isSignedIn(id) && !open.includes(id))
				.map(
					(id) =>
						`The route ${id} answers everybody, signed in or not. Move its folder into ` +
						`${routes}${organization}, where the database says what each person sees. If everybody may ` +
						`open it, add '${id}' to the list \`open\` in ${here}.`
				)
		);
		expect(open.filter((id) => !ids.includes(id))).toEqual([]);
	});

	test('these need a session, all others also a membership', () => {
		expectNone(
			ids
				.filter((id) => isSignedIn(id) && !isOfOrganization(id) && !personal.includes(id))
				.map(
					(id) =>
						`The route ${id} has a session but no organization. Move its folder into ` +
						`${routes}${organization}. If it is about a person rather than an organization, add '${id}' ` +
						`to the list \`personal\` in ${here}.`
				)
		);
		expect(personal.filter((id) => !ids.includes(id))).toEqual([]);
	});

	test('every page of an organization comes through its layout, which judges', () => {
		expectNone(
			files
				.filter((file) => basename(file).includes('@'))
				.map(
					(file) =>
						`${file} leaves a layout out, and with it the judgement whether this person may be here. ` +
						`Take the @ out of its name.`
				)
		);
		expect(source.get(`${routes}${organization}/+layout.server.ts`)).toContain('state()');
	});

	test('nothing answers beside the routes', () => {
		expectNone(
			globSync('src/**/*.remote.{ts,js}').map(
				(file) =>
					`${file} makes addresses that stand in no folder, so no folder guards them. Use a form action, ` +
					`or a +server.ts under ${routes}${organization}.`
			)
		);
	});
});

/** Modules that can do what no person may, and who may import them. */
const fenced = [
	{
		module: 'src/lib/server/service',
		can: 'holds Supabase’s secret key, which row level security does not hold',
		instead:
			'Ask as the person, with `inOrganization().supabase` of $lib/server/organization, and give them ' +
			'what they need in a policy',
		importers: [
			...['acts', 'arrival', 'begin-session', 'compare', 'end-organization', 'end-session'],
			...[
				'erase',
				'limits',
				'lost-admins',
				'membership-change',
				'mint',
				'mirror',
				'new-organization'
			],
			...['own-account', 'own-sessions', 'readiness', 'reconcile', 'sign-in-methods', 'unstored'],
			'webhook'
		]
	},
	{
		module: 'src/lib/server/acts',
		can: 'writes events of the audit log in the name of whoever it is told',
		instead: 'Act through a module of src/lib/server that has proven who acts, and that they may',
		importers: [
			...['begin-session', 'end-organization', 'exports', 'invitations', 'membership-change'],
			...['new-organization', 'own-account', 'own-invitation', 'own-name', 'rename-organization'],
			'sign-in-methods'
		]
	},
	{
		module: 'src/lib/server/mirror',
		can: 'writes down what WorkOS said of people and memberships, and so decides who may see what',
		instead:
			'Read `organizations`, `users` and `memberships` as the person; what changes them comes from WorkOS',
		importers: [
			...['arrival', 'begin-session', 'compare', 'judge', 'membership-change'],
			...['new-organization', 'own-account', 'own-invitation', 'own-name', 'reconcile'],
			...['rename-organization', 'webhook']
		]
	},
	{
		module: 'src/lib/server/workos',
		can: 'holds WorkOS’ API key, for which our code is the only fence',
		instead:
			'Write a module in src/lib/server that asks the database whether the caller is a live admin, takes ' +
			'the organization from the token and looks each target up in it, and import that one',
		importers: [
			...['compare', 'end-organization', 'end-session', 'fence', 'invitations', 'members'],
			...['membership-change', 'mirror', 'new-organization', 'own-account', 'own-invitation'],
			...['own-name', 'own-sessions', 'reconcile', 'rename-organization', 'role-names'],
			...['sign-in-methods', 'webhook']
		]
	}
].map((fence) => ({
	...fence,
	importers: fence.importers.map((name) => `src/lib/server/${name}.ts`)
}));

describe('what can do more than people may is imported only where it belongs:', () => {
	test.each(fenced)('$module', ({ module, can, instead, importers }) => {
		const found = imports.filter((one) => one.module === module);
		const problems = found.map(({ from, specifier, isExport }) => {
			if (!importers.includes(from)) {
				return (
					`${from} imports ${specifier}, which ${can}. ${instead}. If it does belong here, add it to ` +
					`the importers in ${here} and say in the review why nobody can misuse it.`
				);
			}
			return isExport
				? `${from} exports ${specifier} again, so that others get at it unseen. Export a function of its own.`
				: null;
		});
		expectNone(problems.filter((problem) => problem !== null));
		const gone = importers.filter((file) => !found.some(({ from }) => from === file));
		expectNone(gone.map((file) => `${file} no longer imports ${module}: take it off the list.`));
	});

	test.each([
		['SUPABASE_SECRET_KEY', ['config.ts']],
		['supabaseSecretKey', ['config.ts', 'service.ts']],
		['WORKOS_API_KEY: ', ['config.ts']],
		['workosApiKey', ['authenticate.ts', 'config.ts', 'workos.ts']]
	])('%s', (key, names) => {
		const files = names.map((name) => `src/lib/server/${name}`);
		expectNone(
			[...source]
				.filter(([file, text]) => text.includes(key) && !files.includes(file))
				.map(
					([file]) =>
						`${file} speaks of ${key}, which only ${files.join(' and ')} may know. Call a function of ` +
						`theirs instead.`
				)
		);
		expect(files.filter((file) => !source.get(file)?.includes(key))).toEqual([]);
	});

	test('the environment is read by one module', () => {
		const readers = imports.filter(({ module }) => module.startsWith('$env/'));
		const others = [...source].filter(([, text]) =>
			/\bprocess\.env\b|\bimport\.meta\.env\b/.test(text)
		);
		expectNone(
			[...readers.map(({ from }) => from), ...others.map(([file]) => file)]
				.filter((file) => file !== 'src/lib/server/config.ts')
				.map(
					(file) =>
						`${file} reads the environment, where the keys are. Add the variable to ` +
						`src/lib/server/config.ts, which checks it, and call config().`
				)
		);
		expect(readers).not.toEqual([]);
	});

	test('what is written down goes through the log, which sees to it that it names nobody', () => {
		const writers = [...source].filter(([, text]) => /\bconsole\.\w+/.test(text));
		expectNone(
			writers
				.map(([file]) => file)
				.filter((file) => file !== 'src/lib/server/log.ts')
				.map(
					(file) =>
						`${file} writes to the console. Call log() of src/lib/server/log.ts, or report().`
				)
		);
		expect(writers).not.toEqual([]);
	});

	test('nothing is imported under a name that only shows when it runs', () => {
		const unknown = /\bimport\.meta\.glob\b|\bimport\s*\(\s*(?!\s*(?:\/\*[^*]*\*\/\s*)*['"])/;
		expectNone(
			[...source]
				.filter(([, text]) => unknown.test(text))
				.map(
					([file]) =>
						`${file} imports what nobody can read here. Write import('…') with the whole name.`
				)
		);
	});

	// The control: an import in any of its forms is seen.
	test.each([
		`import { put } from '$lib/server/service';`,
		`import type { Proof } from "$lib/server/service.ts"`,
		`import * as service from '../../../lib/server/service.js';`,
		`import {\n\tput,\n\tendSession\n} from '$lib/server/../server/service';`,
		`import '$lib/server/service?raw';`,
		`const { put } = await import('$lib/server/service');`,
		`const { put } = await import(\`/src/lib/server/service\`);`,
		`const { put } = require('$lib/server/service');`,
		`export { put } from '$lib/server/service';`,
		`export * as service from '$lib/server/service';`,
		`let proof: import('$lib/server/service').Proof;`
	])('%s', (text) => {
		const [found, ...rest] = importsOf(`${routes}/(signed-in)/orgs/+page.server.ts`, text);
		expect(rest).toEqual([]);
		expect(found?.module).toBe('src/lib/server/service');
		expect(found?.isExport).toBe(text.startsWith('export'));
	});
});
