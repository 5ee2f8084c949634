import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Context } from '../../bench/context.ts';
import { policies } from '../../bench/measurements/policies.ts';
import { asAdmin } from '../../bench/volume.ts';
import { startChild } from '../../local/children.ts';

/*
 * That the bench measures, says what it measured, and notices what it is there for; not what it
 * measures, which depends on the machine.
 */

const rows = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'orgdeck-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bench(args: string[], env: Record<string, string> = {}) {
	let output = '';
	const child = await startChild({
		command: process.execPath,
		args: ['commands/run.js', 'bench', '--rows', String(rows), ...args],
		env: { ...process.env, ...env },
		onOutput: (text) => (output += text)
	});
	await child.ended;
	return { code: child.exitCode(), output };
}

test('npm run bench writes a table with the ratio, the bar and the verdict of each row', async () => {
	const file = join(folder, 'table.md');
	const { code, output } = await bench(['--only', 'in sql', '--only', 'live', '--to', file]);
	expect(output).toContain(`Wrote ${file}.`);
	expect(code).toBe(0);
	const page = readFileSync(file, 'utf8');
	expect(page).toMatch(/^_\d{4}-\d\d-\d\d, 20,000 tasks, .* cores .* Postgres 17.* PostgREST \d+/m);
	for (const title of ['Queries in SQL', 'Live membership']) {
		expect(page).toContain(`## ${title}`);
	}
	const pattern =
		/^\| first page, member +\| +[\d.]+ ms \| +[\d.]+ ms \| [\d.]+ \([\d.]+ to [\d.]+\) +\| [+-].* \| 1.2 times or 0.25 ms more \| (holds|\*\*(missed|noisy)\*\*)/m;
	expect(page).toMatch(pattern);
	// What is read of a table does not depend on the machine.
	expect(page).toMatch(/^\| first page, admin: buffers .*\| holds/m);
});

test('with --check it fails, names what was missed, and writes nothing', async () => {
	const file = join(folder, 'unwritten.md');
	const args = ['--only', 'in sql', '--check', '--to', file];
	const { code, output } = await bench(args, { ORGDECK_BARS_FACTOR: '0.5' });
	expect(code).toBe(1);
	expect(output).toMatch(/^Missed:$/m);
	expect(output).toMatch(
		/Queries in SQL, first page, admin: buffers: 1\.\d\d times, and its bar is 0\.55 times/
	);
	expect(existsSync(file)).toBe(false);
});

test('it says what there is when nothing is called that, or cannot be measured', async () => {
	const unknown = await bench(['--only', 'weather']);
	expect(unknown.code).toBe(1);
	expect(unknown.output).toContain('There are: Queries over HTTP, Queries in SQL,');
	const few = await bench(['--rows', '7']);
	expect(few.code).toBe(1);
	expect(few.output).toContain('say 20,000 or more');
});

test('a function that is called for each row misses the bar of policies', async () => {
	const context = new Context(rows, { onProgress: () => {} });
	try {
		const { info } = await context.many();
		const policy = `policy "admins can read what happened" on public.audit_events`;
		const alter = (org: string) =>
			asAdmin(info.adminUrl, (client) =>
				client.query(`alter ${policy} using (org_id = ${org} and (select app.is_admin()))`)
			);
		const first = async () => {
			for await (const row of policies.measure(context)) return row;
		};
		try {
			await alter('app.org_id()');
			expect(await first()).toMatchObject({ name: 'audit_events', verdict: 'missed' });
		} finally {
			await alter('(select app.org_id())');
		}
		expect(await first()).not.toMatchObject({ verdict: 'missed' });
	} finally {
		await context.stop();
	}
});
