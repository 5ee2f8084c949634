import { readForm } from '$lib/read-form';
import { looksIn } from '$lib/table/list-state';
import type { Table } from '$lib/table/table';
import { fail, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod';
import { inOrganization } from './organization';
import { insert, remove, update } from './write';

/*
 * How somebody likes a list to be, remembered for them in this organization: the part of an address
 * that is about looks, as it stands there.
 */

const settings = z.object({ look: z.string().max(4000) }).catch({ look: '' });
const given = z.object({ settings: z.string().max(4000) });

/** The defaults in a row of `list_preferences`, as the query of an address. */
export function defaultsIn(row: { settings: unknown } | null | undefined): string {
	return settings.parse(row?.settings ?? { look: '' }).look;
}

/** Reads the person's defaults for a list. */
export async function readDefaults({ name }: Table): Promise<string> {
	const { data } = await inOrganization()
		.supabase.from('list_preferences')
		.select('settings')
		.eq('list', name)
		.maybeSingle()
		.throwOnError();
	return defaultsIn(data);
}

/** The actions of a page with this list. */
export const defaultsActions = ({ name }: Table) => ({
	saveDefaults: async ({ request }: RequestEvent) => {
		const { data } = readForm(given, await request.formData());
		if (!data) return fail(400, { problem: 'That is too much to remember.' });

		const values = { settings: { look: looksIn(new URLSearchParams(data.settings)) } };
		const changed = await update('list_preferences', { list: name }, values);
		const saved =
			changed.refused === 'gone'
				? await insert('list_preferences', { list: name, ...values })
				: changed;
		if (saved.refused) return fail(saved.status, { problem: saved.problem });
		return { done: 'This is how you will find the list.' };
	},

	forgetDefaults: async () => {
		const removed = await remove('list_preferences', { list: name });
		if (removed.refused) return fail(removed.status, { problem: removed.problem });
		return { done: 'The list is as it comes again.' };
	}
});
