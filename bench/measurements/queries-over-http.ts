import type { FilterQuery } from '../../src/lib/server/filtered.ts';
import type { Stack } from '../../local/stack.ts';
import type { Measurement } from '../measurement.ts';
import { importLister } from '../lister-module.ts';
import { compare, way } from '../pairs.ts';
import { askers, questionsFor } from '../questions.ts';
import { comparePair } from '../row.ts';
import { large, organizationId, personId } from '../sow.ts';
import { median } from '../statistics.ts';
import { asAdmin, tokenOf, withoutRls } from '../volume.ts';

/** The same pages through the Data API. */
export const queriesOverHttp: Measurement = {
	title: 'Queries over HTTP',
	about: `The same pages through the gateway and PostgREST, asked by the app's own code, over the same
		request with a token of a role that row level security does not hold, and with the conditions
		of the policies written into it.`,

	async *measure(context) {
		const stack = await context.many();
		const lister = await importLister();
		for (const { role, person } of askers) {
			const asked = lister(stack, await tokenOf(stack, large, person), large);
			const token = await tokenOf(stack, large, person, withoutRls);
			const forms = await formsFor(stack, role, person);
			for (const { name, address } of await questionsFor(stack)) {
				const wanted = JSON.stringify(await asked(address));
				const candidates = [];
				for (const form of forms) {
					const list = lister(stack, token, large, form.narrow);
					if (JSON.stringify(await list(address)) !== wanted) {
						throw new Error(`"${form.name}" finds other rows for ${address}.`);
					}
					candidates.push({ form, list, ...way(() => list(address)) });
				}
				if (candidates.length > 1) await compare(candidates, 9);
				candidates.sort((one, other) => median(one.times) - median(other.times));
				const { form, list } = candidates[0]!;
				yield await comparePair({
					name: `${name}, ${role}`,
					bar: { times: 1.2, more: 0.5 },
					mine: way(() => asked(address)),
					other: way(() => list(address)),
					rounds: 61,
					note: form.name
				});
			}
		}
	}
};

interface Form {
	name: string;
	narrow: (query: FilterQuery) => FilterQuery;
}

/** What a request by hand says in place of the policies. */
async function formsFor(stack: Stack, role: string, person: number): Promise<Form[]> {
	if (role === 'admin') return [{ name: 'organization', narrow: (query) => query }];

	const [own, visible] = await asAdmin(stack.info.adminUrl, async (client) => {
		const { rows } = await client.query<{ own: string[]; visible: string[] }>(
			`select
				array(select project_id::text from public.project_members
					where org_id = $1 and user_id = $2) as own,
				array(select id::text from public.projects p
					where org_id = $1 and (visibility = 'org' or id in (
						select project_id from public.project_members where org_id = $1 and user_id = $2
					))) as visible`,
			[organizationId(large), personId(large, person)]
		);
		return [rows[0]!.own, rows[0]!.visible];
	});
	const forms: Form[] = [
		{
			name: 'open ones, or of own projects',
			narrow: (query) => query.or(`visibility.eq.org,project_id.in.(${own.join()})`)
		}
	];
	// A longer list would be no address any more.
	if (visible.length <= 100) {
		forms.push({
			name: 'of projects that are seen',
			narrow: (query) => query.in('project_id', visible)
		});
	}
	return forms;
}
