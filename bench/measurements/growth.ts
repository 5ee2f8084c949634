import type pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import type { Measurement } from '../measurement.ts';
import { way } from '../pairs.ts';
import { askers, questionsFor } from '../questions.ts';
import { comparePair } from '../row.ts';
import { large, organizationId, tenThousand, thousand } from '../sow.ts';
import { prepared, readForms, type Form } from '../sql.ts';
import { speak } from '../volume.ts';

const form = (sql: string): Form => ({ name: 'asked', sql });

/** What counts, as lists and the overview ask it. */
const counts: Record<string, Form> = {
	count: form(`select count(*) from public.tasks t where t.org_id = :org and t.state = 'active'`),
	'count of a filter': form(
		`select count(*) from public.tasks t
		where t.org_id = :org and t.state = 'active' and t.status = 'todo'`
	),
	'overview with its chart': form('select * from public.overview(26)'),
	'choices of each filter': form('select * from public.task_facets()')
};

const search = form(
	`select t.id, t.title, t.created_at from public.search_tasks('invoice') t
	where t.state = 'active' order by t.created_at desc, t.id desc limit 51`
);

/** What ten times as many tasks of others cost an organization. */
export const growth: Measurement = {
	title: 'Growth',
	about: `Statements of one organization in the larger database, over the same of an organization that
		holds as many tasks in one with a tenth of the rows.`,

	async *measure(context) {
		const [many, few] = [await context.many(), await context.few()];
		const organization = context.rows / 10 >= 100_000 ? tenThousand : thousand;
		const size = organization === tenThousand ? '10,000' : '1,000';
		const pages = { times: 1.3 };
		for (const { role, person } of askers) {
			const here = await speak(many, organization, person);
			const there = await speak(few, organization, person);
			try {
				const compared = (name: string, bar: { times: number }, ways: [Ask, Ask]) =>
					comparePair({
						...{ name: `${name} of ${size}, ${role}`, bar },
						...{ mine: way(ways[0]), other: way(ways[1]), rounds: 61 }
					});
				const asking = (client: pg.Client, name: string, form: Form, values: object = {}) => {
					const query = prepared(name, form, { org: organizationId(organization), ...values });
					return () => client.query(query);
				};
				const elsewhere = await questionsFor(few, organization);
				for (const [at, { name, sql, values }] of (
					await questionsFor(many, organization)
				).entries()) {
					const { asked } = readForms(sql);
					yield await compared(name, pages, [
						asking(here, sql, asked, values),
						asking(there, sql, asked, elsewhere[at]!.values)
					]);
				}
				yield await compared('search', pages, [
					asking(here, 'search', search),
					asking(there, 'search', search)
				]);
				for (const [name, form] of Object.entries(counts)) {
					yield await compared(name, { times: 1.5 }, [
						asking(here, name, form),
						asking(there, name, form)
					]);
				}
			} finally {
				await Promise.all([here.end(), there.end()]);
			}
			yield await sizes(many, role, person, context.rows);
		}
	}
};

type Ask = () => Promise<unknown>;

/** The largest organization beside one of a thousand tasks. */
async function sizes(stack: Stack, role: string, person: number, rows: number) {
	const [mine, other] = [await speak(stack, large, person), await speak(stack, thousand, person)];
	const { asked } = readForms('first-page');
	const asking = (client: pg.Client, organization: number) => {
		const query = prepared('first', asked, { org: organizationId(organization) });
		return way(() => client.query(query));
	};
	try {
		return await comparePair({
			name: `first page of ${(rows / 10).toLocaleString('en')} beside 1,000, ${role}`,
			bar: { times: 1.5 },
			...{ mine: asking(mine, large), other: asking(other, thousand), rounds: 101 }
		});
	} finally {
		await Promise.all([mine.end(), other.end()]);
	}
}
