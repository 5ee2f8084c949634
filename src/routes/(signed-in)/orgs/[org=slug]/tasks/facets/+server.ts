import { addDays, rangeOf, type DayRange } from '$lib/days';
import { startOfDay } from '$lib/start-of-day';
import { noneValue } from '$lib/table/filter-values';
import { readState, type ListState } from '$lib/table/list-state';
import type { Calendar } from '$lib/server/filtered';
import { inOrganization } from '$lib/server/organization';
import { taskStatuses } from '$lib/tasks';
import { json } from '@sveltejs/kit';
import { readCalendar } from '../../calendar.server';
import { placeIn } from '../../task-lists.server';
import { taskTable } from '../../task-table';

const open = Object.keys(taskStatuses).filter((status) => status !== 'done');

/** How many tasks each choice of each filter would leave, for the list at the same address. */
export async function GET(event) {
	const { searchParams } = event.url;
	const { supabase } = inOrganization();
	const state = readState(taskTable, searchParams);
	const { data } = await supabase
		.rpc('task_facets', {
			...argumentsOf(state, await readCalendar(event)),
			in_state: placeIn(searchParams)
		})
		.throwOnError();

	const facets: Record<string, Record<string, number>> = {};
	for (const { facet, value, n } of data) (facets[facet] ??= {})[value] = n;
	// What is done cannot be late, which the function does not know.
	if (hasRange(state.filters, 'late')) delete facets.status?.done;
	return json(facets);
}

function hasRange({ due }: ListState['filters'], range: DayRange): boolean {
	return due?.kind === 'date' && due.range === range;
}

function argumentsOf({ q, filters }: ListState, calendar: Calendar) {
	const values = (name: string) => {
		const filter = filters[name];
		if (filter?.kind !== 'choice') return undefined;
		return [...filter.values, ...(filter.none ? [noneValue] : [])];
	};
	const { due, created, title, estimate } = filters;
	const statuses = values('status');
	const late = hasRange(filters, 'late');
	const days =
		due?.kind !== 'date' ? {} : due.range ? rangeOf(due.range as DayRange, calendar.today) : due;
	const moments = created?.kind === 'date' ? created : undefined;
	return {
		query: q || undefined,
		statuses: late ? (statuses ?? open).filter((status) => status !== 'done') : statuses,
		priorities: values('priority'),
		assignees: values('assignee'),
		projects: values('project'),
		labels_any: values('label'),
		due_from: days.from,
		due_to: days.to,
		due_none: 'none' in days && days.none,
		created_from: moments?.from && startOfDay(moments.from, calendar.zone),
		created_before: moments?.to && startOfDay(addDays(moments.to, 1), calendar.zone),
		title_contains: title?.kind === 'text' ? title.text : undefined,
		estimate_from: estimate?.kind === 'number' ? estimate.from : undefined,
		estimate_to: estimate?.kind === 'number' ? estimate.to : undefined
	};
}
