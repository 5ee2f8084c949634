import { expect, test } from 'vitest';
import { invitationTable } from '../../src/routes/(signed-in)/orgs/[org=slug]/members/invitation-table.ts';
import { listOf } from '../../src/lib/server/list-of.ts';

const rows = Array.from({ length: 60 }, (_, number) => ({
	id: `invitation_${String(number).padStart(2, '0')}`,
	email: `person.${String(number).padStart(2, '0')}@acme.test`,
	role: number % 2 ? 'admin' : 'member',
	state: number < 5 ? 'expired' : 'pending',
	sent_at: `2026-01-${String((number % 28) + 1).padStart(2, '0')}T09:00:00.000Z`
}));

const listAt = (query: string, given: typeof rows | null = rows) =>
	listOf(invitationTable, {
		...{ url: new URL(`http://localhost/?${query}`), saved: '', searched: 'email' },
		...{ rows: given, failed: 'an id' }
	});
const emailsAt = (query: string) => listAt(query).rows.map(({ email }) => email);

test('pages follow each other, forth and back, without a row twice or never', () => {
	const first = listAt('sort=email&size=25');
	expect([first.before, first.total]).toEqual([null, { count: 60, atLeast: false }]);
	const next = listAt(`sort=email&size=25&after=${first.after}`);
	const last = listAt(`sort=email&size=25&after=${next.after}`);
	const seen = [first, next, last].flatMap((page) => page.rows.map(({ id }) => id));
	expect(seen).toEqual(rows.map(({ id }) => id));
	expect(last.after).toBeNull();
	expect(listAt(`sort=email&size=25&before=${last.before}`).rows).toEqual(next.rows);
});

test('the newest come first, and those of one moment in a fixed order', () => {
	const list = listAt('size=100').rows;
	const times = list.map(({ sent_at, id }) => `${sent_at} ${id}`);
	expect(times).toEqual(times.toSorted().reverse());
});

test('a search and filters leave out what does not match', () => {
	expect(emailsAt('q=PERSON.07')).toEqual(['person.07@acme.test']);
	expect(emailsAt('state=expired&role=admin&sort=email')).toEqual([
		'person.01@acme.test',
		'person.03@acme.test'
	]);
	expect(emailsAt('q=nobody')).toEqual([]);
});

test('a page that is named by a row that is gone begins at the beginning', () => {
	expect(emailsAt('sort=email&size=25&after=invitation_gone')[0]).toBe('person.00@acme.test');
	expect(listAt('after=invitation_59&sort=email').rows).not.toEqual([]);
});

test('what could not be read is no empty list', () => {
	expect(listAt('', null)).toMatchObject({ rows: [], failed: 'an id', total: null });
});
