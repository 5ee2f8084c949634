import { strFromU8, unzipSync } from 'fflate';
import { exported } from '../../src/lib/server/exported-tables.ts';
import { changeRoles, deactivate, join, leave, service } from '../fixtures.ts';
import type { Organization, Supabase } from '../fixtures.ts';
import { startApp } from '../app.ts';
import { newCompany, newPrivateProject, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import { ask } from '../policies/database.ts';
import { stack } from '../stack.ts';
import { newMember } from './people/people.ts';
import { expectSignIn } from './session/answers.ts';
import { expect, test, through } from './session/test.ts';
import { Visitor } from './session/visitor.ts';

/*
 * An admin takes everything of the organization along, as one archive.
 */

const pageOf = ({ slug }: Organization) => `/orgs/${slug}/export`;
const archiveOf = (organization: Organization) => `${pageOf(organization)}/archive`;

type Row = Record<string, unknown>;

/** Begins to download, as a browser does by the link. */
function download(visitor: Visitor, organization: Organization, signal?: AbortSignal) {
	return fetch(new URL(archiveOf(organization), visitor.url), {
		headers: { cookie: visitor.header(), accept: 'text/html' },
		redirect: 'manual',
		signal
	});
}

/** The files of an archive that came whole. */
async function filesIn(response: Response): Promise<Record<string, string>> {
	const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
	return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const rowsIn = (file = ''): Row[] =>
	file
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line));

/** All rows that the API gives this person of a table, in the order of the archive. */
async function rowsOf(supabase: Supabase, { id }: Organization, table: string): Promise<Row[]> {
	const { columns, key } = exported[table]!;
	const names = 'users(first_name, last_name, picture, gone_at, user_emails(email))';
	const select = [...columns, ...(table === 'memberships' ? [names] : [])].join();
	const rows: Row[] = [];
	for (;;) {
		let query = supabase.from(table as 'tasks').select(select as '*');
		query = query.eq(table === 'organizations' ? 'id' : 'org_id', id);
		for (const column of key) query = query.order(column);
		const { data } = await query.range(rows.length, rows.length + 999).throwOnError();
		if (data.length === 0) break;
		rows.push(...(data as Row[]));
	}
	return table === 'memberships' ? rows.map(flattened) : rows;
}

function flattened({ users, ...row }: Row): Row {
	const { gone_at, user_emails, ...names } = users as { user_emails: { email: string } } & Row;
	return { ...row, ...names, account_deleted_at: gone_at, email: user_emails?.email ?? null };
}

/** What stands in a file of CSV, by the rules of RFC 4180. */
function cellsIn(file: string): string[][] {
	const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/gy;
	const lines: string[][] = [[]];
	for (const [, text = '', end] of file.replace(/^\ufeff/, '').matchAll(cell)) {
		lines.at(-1)!.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
		if (end !== ',') lines.push([]);
	}
	return lines.slice(0, -1);
}

/** A company with something in every table, and things that are easily forgotten. */
async function fullCompany(): Promise<Company & { deleted: string }> {
	const company = await newCompany();
	const { organization, admin, member, colleague } = company;
	const [open, hidden, archived, trashed] = [
		await newProject(admin, { lead_id: member.id }),
		await newPrivateProject(admin, colleague),
		await newProject(admin),
		await newProject(admin)
	];
	await newTask(member, open, {
		...{ title: '=1+1 "quoted", and more', labels: ['paint', '=fence'], assignee_id: colleague.id },
		...{ description: 'One\n\n- two, "three"\r\n', estimate: 2.5, due_on: '2031-01-31' }
	});
	const done = await newTask(colleague, hidden, { status: 'done' });
	const dropped = await newTask(admin, open, { title: 'Ünïcödé 漢字 🎉' });
	await newTask(admin, archived);
	await newTask(admin, trashed);
	const { supabase } = admin;
	await supabase.from('tasks').update({ archived: true }).eq('id', done.id).throwOnError();
	await supabase.from('tasks').update({ trashed: true }).eq('id', dropped.id).throwOnError();
	await supabase.from('projects').update({ archived: true }).eq('id', archived.id).throwOnError();
	await supabase.from('projects').update({ trashed: true }).eq('id', trashed.id).throwOnError();
	const budget = { project_id: open.id, amount: 5000, spent: 1250 };
	await supabase.from('project_budgets').insert(budget).throwOnError();
	await member.supabase.from('list_preferences').insert({ list: 'tasks' }).throwOnError();

	const [gone, out, paused] = await Promise.all([
		newMember(organization),
		newMember(organization),
		newMember(organization)
	]);
	await service.rpc('mirror_gone_user', { id: gone.id }).throwOnError();
	await leave(out, organization);
	await deactivate(paused, organization);
	return { ...company, deleted: gone.lastName };
}

test('an admin takes everything along, row by row as the API shows it, and nothing of others', async ({
	visitor
}) => {
	const [company, other] = [await fullCompany(), await fullCompany()];
	const { organization, admin } = company;
	// More than two pages of tasks, and of what happened.
	const [{ id: project_id } = { id: '' }] = await rowsOf(admin.supabase, organization, 'projects');
	const many = Array.from({ length: 1_100 }, (_, number) => ({
		...{ project_id: String(project_id), title: `One of many ${number}` }
	}));
	await admin.supabase.from('tasks').insert(many).throwOnError();
	// Also where the same person runs both.
	await join(admin, other.organization, 'admin');

	await visitor.signIn(admin, { organization });
	const before = Date.now();
	const response = await download(visitor, organization);
	expect(response.status).toBe(200);
	expect(Object.fromEntries(response.headers)).toMatchObject({
		'content-type': 'application/zip',
		'content-disposition': `attachment; filename="${organization.slug}-${new Date().toISOString().slice(0, 10)}.zip"`,
		'cache-control': 'private, no-store'
	});
	const files = await filesIn(response);

	const counts: Record<string, number> = {};
	for (const [table, { nested }] of Object.entries(exported)) {
		await test.step(table, async () => {
			const shown = await rowsOf(admin.supabase, organization, table);
			const rows = rowsIn(files[`${table}.jsonl`]);
			expect(rows).toEqual(shown);
			counts[`${table}.jsonl`] = rows.length;
			if (nested) return expect(files).not.toHaveProperty([`${table}.csv`]);

			const [head = [], ...lines] = cellsIn(files[`${table}.csv`]!);
			expect(head).toEqual(Object.keys(rows[0]!));
			expect(lines).toEqual(rows.map((row) => Object.values(row).map(asCell)));
			counts[`${table}.csv`] = lines.length;
		});
	}
	expect(counts).toMatchObject({
		...{ 'organizations.jsonl': 1, 'organization_settings.csv': 1, 'memberships.jsonl': 6 },
		...{ 'projects.csv': 4, 'project_members.jsonl': 2, 'project_budgets.csv': 1 },
		'tasks.jsonl': 1_105
	});
	expect(counts['audit_events.jsonl']).toBeGreaterThan(1_100);

	await test.step('what is archived, in the trash or gone is marked', () => {
		const states = new Set(rowsIn(files['tasks.jsonl']).map(({ state }) => state));
		expect(states).toEqual(new Set(['active', 'archived', 'trashed']));
		const members = rowsIn(files['memberships.jsonl']);
		expect(members.map(({ status }) => status).sort()).toEqual([
			'active',
			'active',
			'active',
			'inactive',
			'removed',
			'removed'
		]);
		expect(members.filter((member) => member.account_deleted_at)).toMatchObject([
			{ status: 'removed', first_name: null, last_name: null, email: null }
		]);
	});

	await test.step('the manifest says that it is whole, when, and by whom', () => {
		expect(Object.keys(files)[0]).toBe('README.txt');
		expect(Object.keys(files).at(-1)).toBe('manifest.json');
		const manifest = JSON.parse(files['manifest.json']!);
		const { id, name, slug } = organization;
		const by = { id: admin.id, name: `${admin.firstName} ${admin.lastName}`, email: admin.email };
		expect(manifest).toMatchObject({ complete: true, organization: { id, name, slug }, by });
		const counted = manifest.files.map((file: { name: string; rows: number }) => [
			file.name,
			file.rows
		]);
		expect(Object.fromEntries(counted)).toEqual(counts);
		expect(Date.parse(manifest.started_at)).toBeGreaterThanOrEqual(before);
		expect(Date.parse(manifest.finished_at)).toBeLessThanOrEqual(Date.now());
		for (const said of [organization.name, admin.email, ...Object.keys(counts)]) {
			expect(files['README.txt']).toContain(said);
		}
	});

	const whole = Object.values(files).join('\n');
	const foreign = [
		other.organization.id,
		other.organization.name,
		other.admin.id,
		other.member.email
	];
	for (const text of foreign) expect(whole).not.toContain(text);
	expect(whole).not.toContain(company.deleted);
	expect(whole).not.toContain('list_preferences.');
});

/** How a value stands in a cell of a spreadsheet. */
function asCell(value: unknown): string {
	if (value === null) return '';
	const text = Array.isArray(value) ? value.join(', ') : String(value);
	return /^[=+\-@]/.test(text) && typeof value !== 'number' ? `'${text}` : text;
}

test('only an admin of it, and in their own name', async ({ visitor, app }) => {
	const { organization, admin, member } = await newCompany();
	const demoted = await newMember(organization, 'admin');
	const stranger = await newCompany();
	const nobody = new Visitor(app.url);
	expectSignIn(await nobody.open(archiveOf(organization)), archiveOf(organization));

	await visitor.signIn(member, { organization });
	const sent = await visitor.open(archiveOf(organization));
	expect([sent.status, new URL(sent.location).pathname]).toEqual([303, pageOf(organization)]);
	const told = await visitor.open(pageOf(organization));
	expect([told.status, told.body]).toEqual([
		403,
		expect.stringContaining('Only admins can open this page')
	]);
	expect((await visitor.open(`/orgs/${organization.slug}`)).body).not.toContain(
		pageOf(organization)
	);

	const graces = new Visitor(app.url);
	await graces.signIn(stranger.admin, { organization: stranger.organization });
	expect((await download(graces, organization)).status).toBe(404);

	const demoteds = new Visitor(app.url);
	await demoteds.signIn(demoted, { organization });
	await demoteds.open(pageOf(organization));
	await changeRoles(demoted, organization, 'member', { only: 'mirror' });
	expect((await download(demoteds, organization)).status).toBe(303);

	const supports = new Visitor(app.url);
	const { location } = await supports.open('/sign-in');
	const answer = await fetch(new URL('/_test/impersonate', stack.env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			...{ user_id: admin.id, organization_id: organization.id, email: 'support@workos.test' },
			authorization_url: location
		})
	});
	await supports.open(((await answer.json()) as { location: string }).location);
	expect((await download(supports, organization)).status).toBe(303);
	const page = await supports.open(pageOf(organization));
	expect(page.body).toMatch(/Nobody takes data along in somebody\s+else’s name/);
	expect(page.body).not.toContain(archiveOf(organization));

	// The control, by the way that an admin finds.
	const adas = new Visitor(app.url);
	await adas.signIn(admin, { organization });
	expect((await adas.open(`/orgs/${organization.slug}`)).body).toContain(pageOf(organization));
	expect((await adas.open(pageOf(organization))).body).toContain(archiveOf(organization));
	expect(await filesIn(await download(adas, organization))).toHaveProperty(['manifest.json']);
});

test('what fails half-way does not look whole', async ({ visitor, app, data }) => {
	const { organization, admin } = await newCompany();
	await newProject(admin);
	await visitor.signIn(admin, { organization });
	await visitor.open(pageOf(organization));
	data.fail('/rest/v1/audit_events', 503);
	await expect(filesIn(await download(visitor, organization))).rejects.toThrow();
	expect(app.log()).toMatch(/archive.*Supabase could not be reached/);
	data.restore();
	expect(await filesIn(await download(visitor, organization))).toHaveProperty(['manifest.json']);
});

test('whoever is no admin any more on the way gets no whole archive', async ({
	visitor,
	app,
	data
}) => {
	const { organization } = await newCompany();
	const second = await newMember(organization, 'admin');
	await visitor.signIn(second, { organization });
	await visitor.open(pageOf(organization));
	const hold = data.hold('/rest/v1/tasks');
	const broken = download(visitor, organization).then(filesIn);
	await hold.waiting();
	await changeRoles(second, organization, 'member', { only: 'mirror' });
	await hold.release();
	await expect(broken).rejects.toThrow();
	expect(app.log()).toContain('no longer an admin');
});

/** Tasks that weigh more than what is between the database and whoever does not read. */
async function heavyTasks({ organization, admin }: Company): Promise<void> {
	const { id } = await newProject(admin);
	await ask(
		`insert into public.tasks (org_id, created_by, project_id, title, description)
		select $1, $2, $3, 'Heavy', repeat('x', 10000) from generate_series(1, 1200)`,
		[organization.id, admin.id, id]
	);
}

test('nothing is read that nobody takes, or of which nobody is there any more', async ({
	visitor,
	data
}) => {
	const company = await newCompany();
	const { organization, admin } = company;
	await heavyTasks(company);
	await visitor.signIn(admin, { organization });
	await visitor.open(pageOf(organization));
	data.clear();
	const isFarther = () => data.calls.some(({ path }) => path.startsWith('/rest/v1/audit_events'));
	const somethingElse = async () => {
		for (let times = 0; times < 10; times++) await visitor.open('/orgs');
	};

	const gone = new AbortController();
	const left = await download(visitor, organization, gone.signal);
	const slow = await download(visitor, organization);
	const reader = slow.body!.getReader();
	const first = await reader.read();
	await somethingElse();
	expect(isFarther(), 'while nobody reads').toBe(false);

	gone.abort();
	await expect(left.arrayBuffer()).rejects.toThrow();
	await somethingElse();
	expect(isFarther(), 'when somebody left').toBe(false);

	// The control: who goes on reading gets it all.
	let size = first.value?.length ?? 0;
	for (let next = await reader.read(); !next.done; next = await reader.read()) {
		size += next.value.length;
	}
	expect(size).toBeGreaterThan(24_000_000);
	expect(isFarther()).toBe(true);
});

test('it may take longer than a token lives @long', async ({ proxies, workos, data }) => {
	const answer = await fetch(new URL('/_test/applications', stack.env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		// Less than five seconds before its end no request begins with a token.
		body: JSON.stringify({ access_token_lifetime: 6 })
	});
	const made = (await answer.json()) as { client_id: string; api_key: string; issuer: string };
	const app = await startApp({
		env: {
			...through(proxies),
			...{ WORKOS_CLIENT_ID: made.client_id, WORKOS_API_KEY: made.api_key },
			WORKOS_ISSUER: made.issuer
		}
	});
	try {
		const { organization, admin } = await newCompany();
		await newTask(admin, await newProject(admin));
		const visitor = new Visitor(app.url);
		await visitor.signIn(admin, { organization });
		await visitor.open(pageOf(organization));
		data.delay('/rest/v1/tasks', 1_100);
		const response = await download(visitor, organization);
		workos.clear();
		const files = await filesIn(response);
		expect(rowsIn(files['tasks.jsonl'])).toHaveLength(1);
		expect(JSON.parse(files['manifest.json']!)).toMatchObject({ complete: true });
		const minted = workos.calls.filter(({ path }) => path.includes('/authenticate'));
		expect(minted.length).toBeGreaterThan(0);
	} finally {
		await app.stop();
	}
});
