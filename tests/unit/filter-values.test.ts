import { describe, expect, test } from 'vitest';
import { namesOf, readFilter, textIn } from '../../src/lib/table/filter-values.ts';
import type { Filter } from '../../src/lib/table/table.ts';

const estimate: Filter = { id: 'estimate', label: '', column: 'estimate', kind: 'number' };
const created: Filter = {
	...{ id: 'created', label: '', column: 'created_at', kind: 'date' },
	ranges: [{ value: 'late', label: 'Late' }]
};
const label: Filter = {
	...{ id: 'label', label: '', column: 'labels', kind: 'choice' },
	pattern: /^.{1,40}$/su,
	none: 'None'
};
const read = (filter: Filter, query: string) => readFilter(filter, new URLSearchParams(query));

describe('a filter of numbers', () => {
	test('takes zero for a bound', () => {
		expect(read(estimate, 'estimate.from=0&estimate.to=5')).toEqual({
			kind: 'number',
			from: 0,
			to: 5
		});
		expect(read(estimate, 'estimate.to=0')).toEqual({ kind: 'number', to: 0 });
	});

	test.each(['', ' ', 'x', 'NaN', '1e999', '-Infinity', '1e13'])(
		'does not take “%s” for one',
		(text) => {
			expect(read(estimate, `estimate.from=${text}`)).toBeNull();
		}
	);
});

describe('a filter of days', () => {
	test('takes the name of a range before days', () => {
		expect(read(created, 'created=late&created.from=2026-01-01')).toEqual({
			...{ kind: 'date', range: 'late' }
		});
		expect(read(created, 'created=later&created.from=2026-01-01')).toEqual({
			...{ kind: 'date', from: '2026-01-01' }
		});
	});

	test.each([
		'2026-02-30',
		'0000-01-01',
		'9999-12-31',
		'2026-1-1',
		'+12026-01-01',
		'2026-01-01T00:00'
	])('does not take %s for a day', (day) => {
		expect(read(created, `created.to=${encodeURIComponent(day)}`)).toBeNull();
	});
});

describe('a filter of choices', () => {
	test('takes each once, and none apart', () => {
		expect(read(label, 'label=a&label=none&label=a&label=b,c')).toEqual({
			...{ kind: 'choice', values: ['a', 'b,c'], none: true }
		});
	});

	test('does not take what no text in the database can hold', () => {
		expect(read(label, 'label=a%00b')).toBeNull();
		expect(read(label, `label=${'x'.repeat(41)}`)).toBeNull();
	});
});

test('a search is cut between characters and has nothing that a text cannot hold', () => {
	expect(textIn(`\0 ${'👍'.repeat(200)}`)).toBe('👍'.repeat(100));
	expect(textIn('a\ud800b')).toBe('a\ufffdb');
	expect(textIn(null)).toBe('');
});

test('all names of a filter are known, so that it can be taken out of an address', () => {
	expect([estimate, created, label].flatMap(namesOf)).toEqual([
		...['estimate.from', 'estimate.to', 'created', 'created.from', 'created.to', 'label']
	]);
});
