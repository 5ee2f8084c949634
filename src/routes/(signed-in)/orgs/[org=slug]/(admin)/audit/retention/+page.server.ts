import { readForm } from '$lib/read-form';
import { seen } from '$lib/schemas/fields';
import { inOrganization, requireAdmin } from '$lib/server/organization';
import { update } from '$lib/server/write';
import { fail } from '@sveltejs/kit';
import * as z from 'zod';
import { refuse } from '../../../refuse.server';
import { periodLabel, periods } from './periods';

export async function load() {
	const { supabase } = inOrganization();
	const [, { data: settings }] = await Promise.all([
		requireAdmin(),
		supabase
			.from('organization_settings')
			.select('audit_days, updated_at')
			.maybeSingle()
			.throwOnError()
	]);
	return {
		title: 'How long the audit log is kept',
		settings: settings ?? { audit_days: null, updated_at: '' }
	};
}

const retention = z.object({
	days: z
		.string()
		.refine((days) => periods.some((period) => period.days === days), 'Choose from the list.')
		.transform((days) => (days ? Number(days) : null)),
	seen
});

export const actions = {
	default: async ({ request }) => {
		const { values, data, problems } = readForm(retention, await request.formData());
		if (!data) return fail(400, { values, problems });
		const target = { org_id: inOrganization().id, seen: data.seen };
		const saved = await update('organization_settings', target, { audit_days: data.days });
		if (saved.refused) return refuse(saved, { values, problems: undefined });
		return { done: `The log is kept: ${periodLabel(data.days).toLowerCase()}.` };
	}
};
