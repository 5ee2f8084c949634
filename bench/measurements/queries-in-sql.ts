import type pg from 'pg';
import type { QueryConfig } from 'pg';
import { pagesRead } from '../buffers.ts';
import type { Measurement } from '../measurement.ts';
import { compare, way } from '../pairs.ts';
import { askers, questionsFor } from '../questions.ts';
import { comparePair, rowOf } from '../row.ts';
import { large, organizationId, personId } from '../sow.ts';
import { prepared, readForms, type Form } from '../sql.ts';
import { median } from '../statistics.ts';
import { speak, withoutRls } from '../volume.ts';

/** Pages of the largest organization, as prepared statements. */
export const queriesInSql: Measurement = {
	title: 'Queries in SQL',
	about: `What the app asks under row level security, over the fastest of at least three ways to write
		the same by hand, as a role that row level security does not hold (bench/sql; the note says
		which won). Prepared statements on connections like PostgREST's, planned for their values.
		Buffers are pages of 8 kB that a statement looks at for its rows; what app.org_id() and its like
		look at once a statement, whatever its size, is held to a bar under live membership.`,

	async *measure(context) {
		const stack = await context.many();
		await using resources = new AsyncDisposableStack();
		for (const { role, person } of askers) {
			const mine = await speak(stack, large, person);
			resources.defer(() => mine.end());
			const theirs = await speak(stack, large, person, withoutRls);
			resources.defer(() => theirs.end());
			for (const question of await questionsFor(stack)) {
				const values = {
					...{ org: organizationId(large), person: personId(large, person) },
					...question.values
				};
				const forms = readForms(question.sql);
				const asked = prepared(question.sql, forms.asked, values);
				const { form, query } = await fastest(mine, asked, theirs, forms[role], values);
				const name = `${question.name}, ${role}`;
				yield await comparePair({
					name,
					bar: { times: 1.2, more: 0.25 },
					mine: way(() => mine.query(asked)),
					other: way(() => theirs.query(query)),
					rounds: 101,
					note: form.name
				});

				const [all, hand] = [await pagesRead(mine, asked), await pagesRead(theirs, query)];
				yield rowOf(
					{
						name: `${name}: buffers`,
						bar: { times: 1.1 },
						unit: 'pages',
						note: `${all.once} more once a statement`
					},
					[all.rows],
					[hand.rows + hand.once]
				);
			}
		}
	}
};

/** The form that gives the same rows in the shortest time. */
async function fastest(
	mine: pg.Client,
	asked: QueryConfig,
	theirs: pg.Client,
	forms: Form[],
	values: Record<string, unknown>
): Promise<{ form: Form; query: QueryConfig }> {
	const wanted = JSON.stringify((await mine.query(asked)).rows);
	const candidates = [];
	for (const [number, form] of forms.entries()) {
		const query = prepared(`${asked.name} ${number} ${Object.values(values).length}`, form, values);
		const begun = performance.now();
		const { rows } = await theirs.query(query);
		if (JSON.stringify(rows) !== wanted) {
			throw new Error(`"${form.name}" of bench/sql/${asked.name}.sql finds other rows.`);
		}
		// One that is far slower need not be waited for again.
		if (performance.now() - begun < 1000) {
			candidates.push({ form, query, ...way(() => theirs.query(query)) });
		}
	}
	await compare(candidates, 15);
	candidates.sort((one, other) => median(one.times) - median(other.times));
	return candidates[0]!;
}
