import { expect, test } from 'vitest';
import { groupOf, unwrapped, withoutEachTerm } from '../fence/expression.ts';

const condition =
	"((org_id = ( SELECT app.org_id() AS org_id)) AND (( SELECT app.is_admin() AS is_admin) OR (visibility = 'a AND (b'::text) OR (id IN ( SELECT app.my_project_ids() AS my_project_ids))))";

test('a condition has the terms that stand beside each other in it', () => {
	expect(groupOf(condition)?.operator).toBe('AND');
	expect(groupOf(condition)?.terms).toHaveLength(2);
	expect(groupOf(groupOf(condition)!.terms[1]!)?.terms).toEqual([
		'( SELECT app.is_admin() AS is_admin)',
		"(visibility = 'a AND (b'::text)",
		'(id IN ( SELECT app.my_project_ids() AS my_project_ids))'
	]);
	expect(groupOf("(title = 'a AND b'::text)")).toBeNull();
});

test('each term is left out once, also inside of others', () => {
	expect(withoutEachTerm(condition).map(({ what }) => what)).toEqual([
		'without org_id = app.org_id()',
		"without app.is_admin() OR (visibility = 'a AND (b') OR (id IN app.my_project_ids())",
		'without app.is_admin()',
		"without visibility = 'a AND (b'",
		'without id IN app.my_project_ids()'
	]);
	const [, withoutTail] = withoutEachTerm(condition);
	expect(withoutTail?.condition).toBe('((org_id = ( SELECT app.org_id() AS org_id)))');
});

test('a helper is called bare where it stood in a select, but not where it gives many rows', () => {
	expect(unwrapped(condition).map(({ what }) => what)).toEqual([
		'with a bare app.org_id()',
		'with a bare app.is_admin()'
	]);
	expect(unwrapped(condition)[0]?.condition).toContain('(org_id = app.org_id())');
});
