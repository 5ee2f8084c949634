import { readFileSync } from 'node:fs';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/lib/database.types.ts';
import { filtered } from '../../src/lib/server/filtered.ts';
import { placeIn, readPage, type KeysetQuery } from '../../src/lib/keyset.ts';
import { readState } from '../../src/lib/table/list-state.ts';
import { auditTable } from '../../src/routes/(signed-in)/orgs/[org=slug]/(admin)/audit/audit-table.ts';
import type { Stack } from '../../local/stack.ts';
import { startApp } from '../app.ts';
import { compare, way } from '../../bench/pairs.ts';
import { organizationId, personId } from '../../bench/sow.ts';
import { median } from '../../bench/statistics.ts';
import { startVolume, tokenOf, withoutRls } from '../../bench/volume.ts';

/*
 * The audit log of an organization with a tenth of all events, asked and exported as the app does it,
 * and what writing it down adds to a write.
 */

const most = Number(process.env.ORGDECK_EVENTS ?? 10_000_000);
const rounds = 31;
const say = (line: string) => process.stdout.write(`${line}\n`);

let stack: Stack;

const command = 'npm run test:volume';
const onProgress = (share: number, text: string) => say(`${Math.floor(share * 100)} %  ${text}`);

beforeAll(async () => {
	stack = await startVolume(most, { crop: 'audit_events', command, onProgress });
}, 3 * 3600_000);

afterAll(async () => {
	await stack?.stop();
});

/** The page of the log at such an address. */
function lister(token: string) {
	const { PUBLIC_SUPABASE_URL: url, PUBLIC_SUPABASE_PUBLISHABLE_KEY: key } = stack.env;
	const accessToken = () => Promise.resolve(token);
	const client = createClient<Database>(url, key, { accessToken, db: { retry: false } });
	return async (address: string) => {
		const params = new URLSearchParams(address);
		const state = readState(auditTable, params);
		const { ascending } = state.order;
		const order = { column: 'at', kind: 'moment' as const, ascending, nullable: false };
		const calendar = { today: new Date().toISOString().slice(0, 10), zone: 'UTC' };
		const rows = () =>
			filtered(
				client
					.from('audit_events')
					.select('id, at, actor_id, impersonator, kind, resource, resource_id, changes')
					.eq('org_id', organizationId(0)),
				auditTable,
				state,
				calendar
			);
		return readPage(
			rows as () => KeysetQuery,
			(query) => (query as ReturnType<typeof rows>).throwOnError(),
			order,
			placeIn(params, order),
			state.size
		);
	};
}

describe('with row level security', () => {
	const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
	const addresses = [
		...['', 'sort=when', `who=${personId(0, 7)}`, 'who=none', 'kind=changed', 'kind=exported'],
		...['resource=tasks', 'resource=memberships', `when.from=${yesterday}`],
		`when.to=${yesterday}&kind=deleted`
	];

	test('page 1 and page 1,000 cost at most 1.2 times, or 0.5 ms more than, without', async () => {
		const asked = lister(await tokenOf(stack, 0, 0));
		const byHand = lister(await tokenOf(stack, 0, 0, withoutRls));
		const missed: string[] = [];
		let after = '';
		for (let page = 1; page < 1000; page++) {
			const { after: next } = await asked(`size=50${after}`);
			if (!next) throw new Error(`There is no page ${page + 1}.`);
			after = `&after=${next}`;
		}
		for (const address of [...addresses, `size=50${after}`]) {
			const ways = [way(() => asked(address)), way(() => byHand(address))];
			await compare(ways, rounds);
			const [mine = NaN, theirs = NaN] = ways.map(({ times }) => median(times));
			const ratio = (mine / theirs).toFixed(2);
			const line = `audit ${address.slice(0, 40) || 'page 1'}: ${mine.toFixed(2)} ms, ${ratio} times, ${(mine - theirs).toFixed(2)} ms more`;
			say(line);
			if (mine > theirs * 1.2 && mine > theirs + 0.5) missed.push(line);
		}
		expect(missed).toEqual([]);
	}, 3600_000);
});

describe('writing it down', () => {
	test('costs a write at most 1.7 times, and many at once 2.8 times', async () => {
		const client = new pg.Client({ connectionString: stack.info.adminUrl });
		await client.connect();
		const [org, person] = [organizationId(0), personId(0, 0)];
		const { rows } = await client.query(
			'select id from public.projects where org_id = $1 order by id limit 1',
			[org]
		);
		const claims = { org_id: org, sub: person, sid: 'session_volume', role: 'authenticated' };
		await client.query(`select set_config('request.jwt.claims', $1, false)`, [
			JSON.stringify(claims)
		]);
		const triggers = (word: string) =>
			client.query(
				`alter table public.tasks ${word} trigger write_audit_event;
				alter table public.tasks ${word} trigger write_audit_event_of_change`
			);
		const insert = (many: number) =>
			client.query({
				name: 'insert',
				text: `insert into public.tasks (org_id, created_by, project_id, title, description)
					select $1, $2, $3, 'Measured ' || n, 'A description as people write it, of a line or so.'
					from generate_series(1, $4::int) as n returning id`,
				values: [org, person, rows[0].id, many]
			});
		const { rows: tasks } = await insert(200);
		let turn = 0;
		const works: Record<string, () => Promise<unknown>> = {
			'one changed': () =>
				client.query({
					name: 'change',
					text: `update public.tasks
						set status = case status when 'todo' then 'done' else 'todo' end where id = $1`,
					values: [tasks[turn++ % tasks.length].id]
				}),
			'one created': () => insert(1),
			'5,000 created': () => insert(5000),
			'5,000 changed': () =>
				client.query(
					`update public.tasks set priority = case priority when 'low' then 'high' else 'low' end
					where org_id = $1 and created_by = $2 and title like 'Measured %' and id in (
						select id from public.tasks where org_id = $1 order by created_at desc limit 5000
					)`,
					[org, person]
				)
		};
		const missed: string[] = [];
		for (const [name, work] of Object.entries(works)) {
			const isOne = name.startsWith('one');
			const [on, off] = [way(work), way(work)];
			for (let round = 0; round < 11; round++) {
				for (const [word, { times }] of round % 2
					? ([
							['enable', on],
							['disable', off]
						] as const)
					: ([
							['disable', off],
							['enable', on]
						] as const)) {
					await triggers(word);
					for (let time = 0; time < (isOne ? 60 : 1); time++) {
						if (!isOne) await client.query('begin');
						const begun = performance.now();
						await work();
						times.push(performance.now() - begun);
						if (!isOne) await client.query('rollback');
					}
				}
			}
			await triggers('enable');
			const ratio = median(on.times) / median(off.times);
			const line = `${name}: ${median(on.times).toFixed(2)} ms, ${ratio.toFixed(2)} times`;
			say(line);
			if (ratio > (isOne ? 1.7 : 2.8)) missed.push(line);
		}
		await client.query(`delete from public.tasks where title like 'Measured %'`);
		await client.end();
		expect(missed).toEqual([]);
	}, 3600_000);
});

describe('an export', () => {
	test.each(['jsonl', 'csv'])(
		'of a tenth of all as %s holds no more than 30 MB more',
		async (format) => {
			const app = await startApp({ env: stack.env });
			try {
				const [, slug] = ['', 'volume-0'];
				const jwt = await tokenOf(stack, 0, 0);
				const cookie = [
					`orgdeck-session=session_volume.${'x'.repeat(43)}`,
					`orgdeck-token-${organizationId(0)}=${jwt}`
				].join('; ');
				const open = (query: string) =>
					fetch(`${app.url}/orgs/${slug}/audit/export/${format}?${query}`, {
						headers: { cookie, accept: 'text/html' },
						redirect: 'manual'
					});
				// What V8 keeps for objects that die young has grown to its size after some traffic.
				await (await open('kind=deleted')).text();
				const before = memoryOf(app.pid);
				let peak = before;
				let lines = 0;
				const response = await open('');
				expect(response.status).toBe(200);
				const begun = Date.now();
				for await (const chunk of response.body!) {
					for (const byte of chunk) if (byte === 10) lines++;
					peak = Math.max(peak, memoryOf(app.pid));
				}
				const seconds = (Date.now() - begun) / 1000;
				say(
					`${lines.toLocaleString('en')} lines of ${format} in ${seconds.toFixed(0)} s, ${peak - before} MB more`
				);
				expect(lines).toBeGreaterThanOrEqual(most / 10);
				expect(peak - before).toBeLessThanOrEqual(30);
			} finally {
				await app.stop();
			}
		},
		3600_000
	);
});

/** What a process holds in memory, in MB. */
function memoryOf(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Math.round(Number(status.match(/VmRSS:\s+(\d+)/)?.[1]) / 1024);
}
