import type { Measurement } from '../measurement.ts';
import { importLister } from '../lister-module.ts';
import { way } from '../pairs.ts';
import { askers, questionsFor } from '../questions.ts';
import { comparePair } from '../row.ts';
import { large, organizationId } from '../sow.ts';
import { prepared, readForms } from '../sql.ts';
import { claimsOf, speak, tokenOf } from '../volume.ts';

/** What it costs not to speak SQL. */
export const dataApi: Measurement = {
	title: 'Data API',
	about: `The first page of tasks through supabase-js, the gateway and PostgREST, over the same in a
		transaction of its own on a connection that is open (begin, claims, query, commit). It buys
		verified tokens, pooled connections and no password of the database in the app. The bar is
		what a page can pay for each step of its queries without being felt.`,

	async *measure(context) {
		const stack = await context.many();
		const [question] = await questionsFor(stack);
		const lister = await importLister();
		for (const { role, person } of askers) {
			const list = lister(stack, await tokenOf(stack, large, person), large);
			const client = await speak(stack, large, person);
			try {
				const claims = JSON.stringify(claimsOf(stack, large, person));
				const query = prepared(question!.sql, readForms(question!.sql).asked, {
					org: organizationId(large)
				});
				yield await comparePair({
					name: `first page, ${role}`,
					bar: { times: 5, more: 5 },
					mine: way(() => list(question!.address)),
					other: way(async () => {
						await client.query('begin');
						await client.query({
							name: 'claims',
							text: "select set_config('request.jwt.claims', $1, true)",
							values: [claims]
						});
						await client.query(query);
						await client.query('commit');
					}),
					rounds: 61
				});
			} finally {
				await client.end();
			}
		}
	}
};
