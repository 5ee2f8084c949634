import { readForm, type Values } from '$lib/read-form';
import { seen } from '$lib/schemas/fields';
import { organizationName } from '$lib/schemas/organization';
import { forgetState, inOrganization, requireAdmin } from '$lib/server/organization';
import {
	addPicture,
	isPicture,
	largestPicture,
	removePicture
} from '$lib/server/organization-picture';
import { report } from '$lib/server/outage';
import { rename } from '$lib/server/rename-organization';
import { roleNames } from '$lib/server/role-names';
import { readDomains } from '$lib/server/sign-in-methods';
import { update } from '$lib/server/write';
import { isZone } from '$lib/zone';
import { fail } from '@sveltejs/kit';
import * as z from 'zod';
import { refuse } from '../../refuse.server';
import { zones } from './zones.server';

export async function load(event) {
	const { supabase } = inOrganization();
	const state = requireAdmin();
	const [{ organization }, { data: settings }, domains, roles] = await Promise.all([
		state,
		supabase
			.from('organization_settings')
			.select('time_zone, updated_at')
			.maybeSingle()
			.throwOnError(),
		readDomains(event),
		state.then(roleNames)
	]);
	return {
		title: 'Settings',
		/** The id of the picture that the page shows. */
		picture: organization.picture?.split('/').at(-1) ?? null,
		settings: settings ?? { time_zone: 'UTC', updated_at: '' },
		zones: zones(),
		domains,
		roles
	};
}

const renaming = z.object({ name: organizationName, was: z.string() });
const zone = z.object({
	time_zone: z
		.string()
		.trim()
		.transform((typed) => zones().find((name) => isAlike(name, typed)) ?? typed)
		.refine(isZone, 'Choose a time zone from the list, such as Europe/Berlin.'),
	seen
});
const isAlike = (name: string, typed: string) => name.toLowerCase() === typed.toLowerCase();
const shown = z.object({ id: z.guid() });

const badPicture = (picture: string, status = 400) =>
	fail(status, { picture: { problem: picture } });

export const actions = {
	rename: async (event) => {
		const { values, data, problems } = readForm(renaming, await event.request.formData());
		if (!data) return fail(400, { rename: { values, problems } });

		const renamed = await rename(data.name, data.was);
		forgetState();
		if (renamed.refused === 'invalid') {
			return fail(400, { rename: { values, problems: { name: renamed.problem } as Values } });
		}
		if (renamed.refused === 'away') {
			const problem = `${renamed.problem} (${report(renamed.outage, event)})`;
			return fail(renamed.status, { rename: { values }, problem });
		}
		if (renamed.refused) return refuse(renamed, { rename: { values } });
		return { done: `It is called ${data.name} now.` };
	},

	addPicture: async ({ request }) => {
		const tooLarge = `Use a file of ${largestPicture / 1024} kB at most: a square of 256 pixels is enough.`;
		let file: FormDataEntryValue | null;
		try {
			file = (await request.formData()).get('picture');
		} catch (reason) {
			// What no server takes is not read to its end.
			if ((reason as { status?: number }).status !== 413) throw reason;
			return badPicture(tooLarge, 413);
		}
		if (!(file instanceof File) || file.size === 0) return badPicture('Choose a picture.');
		if (file.size > largestPicture) return badPicture(tooLarge, 413);
		const bytes = new Uint8Array(await file.arrayBuffer());
		if (!isPicture(bytes)) return badPicture('Use a PNG, JPEG or WebP file.');

		const refused = await addPicture(bytes);
		forgetState();
		// Of what it may be, the database alone looks at how many pixels it says it has.
		if (refused?.refused === 'invalid') {
			return badPicture('Use a picture of 1,024 pixels a side at most: a square of 256 is enough.');
		}
		if (refused) return refuse(refused, { picture: {} });
		return { done: 'The picture is there.' };
	},

	removePicture: async ({ request }) => {
		const { data } = readForm(shown, await request.formData());
		if (!data) return badPicture('Open this page again, then remove it.');
		const refused = await removePicture(data.id);
		forgetState();
		if (refused) return refuse(refused, { picture: {} });
		return { done: 'The picture is gone.' };
	},

	zone: async ({ request }) => {
		const { values, data, problems } = readForm(zone, await request.formData());
		if (!data) return fail(400, { zone: { values, problems } });

		const { time_zone, seen } = data;
		const target = { org_id: inOrganization().id, seen };
		const saved = await update('organization_settings', target, { time_zone });
		if (saved.refused === 'invalid') {
			const problem = 'That zone is not known here. Choose one from the list.';
			return fail(400, { zone: { values, problems: { time_zone: problem } as Values } });
		}
		if (saved.refused) return refuse(saved, { zone: { values } });
		return { done: `Days begin and end as in ${time_zone} now.` };
	}
};
