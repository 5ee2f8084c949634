import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

/*
 * The rule of eslint/checked-writes.js, by way of the project's own configuration: so the tests
 * also show where it is switched on. The code takes the place of a file that is there, because
 * types are known of the project's files only; and of a file that no other needs, since it stays there.
 */

const eslint = new ESLint();
const page = 'src/routes/(signed-in)/orgs/[org=slug]/tasks/+page.server.ts';

async function problemsOf(code: string, filePath: string): Promise<string[]> {
	const [result] = await eslint.lintText(code, { filePath });
	return (result?.messages ?? [])
		.filter(({ ruleId, fatal }) => fatal || ruleId === 'orgdeck/checked-writes')
		.map(({ message }) => message);
}

const client = `
	import { inOrganization } from '$lib/server/organization';
	const { supabase } = inOrganization();
	const tasks = supabase.from('tasks');`;

describe('a write is reported', () => {
	test.each([
		['on a query', `supabase.from('tasks').update({ status: 'done' }).eq('id', '')`],
		['of any kind', `supabase.from('tasks').delete().eq('id', '')`],
		['that inserts or updates', `supabase.from('tasks').upsert({ project_id: '', title: '' })`],
		['that inserts', `supabase.from('tasks').insert({ project_id: '', title: '' })`],
		['on a variable', `tasks.delete()`],
		['on a parameter', `(query: typeof tasks) => query.delete()`],
		['on one of two queries', `(Math.random() > 0.5 ? tasks : supabase.from('projects')).delete()`],
		['through a type parameter', `<Query extends typeof tasks>(query: Query) => query.delete()`],
		['in another schema', `supabase.schema('public').from('tasks').delete()`],
		['by a name in brackets', `tasks['delete']()`],
		['without a call', `tasks.delete.bind(tasks)`],
		['that may not be there', `tasks?.delete()`],
		['taken apart', `(({ delete: remove }) => remove)(tasks)`],
		['on a client without types', `(supabase as any).from('tasks').delete()`]
	])('%s', async (_, code) => {
		const problems = await problemsOf(`${client}\nexport const written = ${code};`, page);
		expect(problems).toEqual([
			expect.stringMatching(
				/^Row level security refuses a write in silence\. Call insert, update or remove of \$lib\/server\/write instead of \.\w+\(\)/
			)
		]);
	});

	test('in plain JavaScript, by the words alone', async () => {
		const code = `export const remove = (supabase) => supabase.from('tasks').delete();`;
		expect(await problemsOf(code, 'src/lib/server/careless.js')).toHaveLength(1);
	});

	test.each(['src/hooks.server.ts', 'src/routes/(signed-in)/orgs/[org=slug]/tasks/+page.svelte'])(
		'in %s',
		async (file) => {
			const code = `${client}\ntasks.delete();`;
			const isComponent = file.endsWith('.svelte');
			const source = isComponent ? `<script lang="ts">${code}</script>` : code;
			expect(await problemsOf(source, file)).toHaveLength(1);
		}
	);
});

describe('nothing is said of', () => {
	test.each([
		['reads', `supabase.from('tasks').select('id').eq('status', 'done')`],
		['a Map', `new Map<string, string>().delete('a')`],
		['a Set', `new Set<string>().delete('a')`],
		['a URL', `new URLSearchParams().delete('a')`],
		['a form', `new FormData().delete('a')`],
		[
			'cookies',
			`(event: import('@sveltejs/kit').RequestEvent) => event.cookies.delete('a', { path: '/' })`
		],
		['headers', `new Headers().delete('a')`],
		['an array that was made from another', `Array.from([new Map()])[0]!.delete('a')`],
		['something of ours', `({ update: () => 1 }).update()`]
	])('%s', async (_, code) => {
		expect(await problemsOf(`${client}\nexport const fine = [tasks, ${code}];`, page)).toEqual([]);
	});

	test('the module that checks writes', async () => {
		const code = `${client}\ntasks.delete();`;
		expect(await problemsOf(code, 'src/lib/server/write.ts')).toEqual([]);
	});
});
