import { error, fail, redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { contains } from '$lib/contains';
import { organizationName } from '$lib/schemas/organization';
import { Refused } from '$lib/server/authenticate';
import { refusedBy } from '$lib/server/limits';
import { createOwnOrganization } from '$lib/server/new-organization';
import { Outage, report } from '$lib/server/outage';
import { signedIn } from '$lib/server/session';
import { SessionStateReader } from '$lib/server/session-state';
import { signIn } from '$lib/server/sign-in';
import { forgetSession } from '$lib/server/cookies';
import { whomToAsk } from '$lib/server/shut-out';

/** How many organizations the page shows at once. */
const most = 300;

export async function load(event) {
	const { supabase, sid } = signedIn();
	const q = event.url.searchParams.get('q')?.trim().slice(0, 100) ?? '';
	const organizations = supabase
		.from('organizations')
		.select('name, slug, picture')
		.not('slug', 'is', null)
		.order('name')
		.limit(most);
	const [state, { data: found }, { data: paused }] = await Promise.all([
		new SessionStateReader(supabase).read(),
		(q ? organizations.ilike('name', contains(q)) : organizations).throwOnError(),
		supabase.rpc('paused_memberships', undefined, { get: true }).throwOnError()
	]);
	if (state.sessionEnded) {
		forgetSession(event, sid);
		await signIn(event);
	}
	return {
		title: 'Organizations',
		q,
		/** They come from the end of one. */
		hasDeleted: event.url.searchParams.has('deleted'),
		organizations: found,
		/** There may be more, which are found by their names. */
		isCut: found.length === most,
		paused: paused.map(({ slug, name, admins }) => ({ slug, name, ask: whomToAsk(admins) })),
		person: state.person,
		nonce: crypto.randomUUID()
	};
}

const newOrganization = z.object({
	name: organizationName,
	nonce: z.uuid()
});

export const actions = {
	async create(event) {
		const { userId, sid, supabase } = signedIn();
		const form = await event.request.formData();
		const typed = { name: String(form.get('name') ?? ''), nonce: String(form.get('nonce') ?? '') };

		const checked = newOrganization.safeParse(typed);
		if (!checked.success) {
			return fail(400, { ...typed, problem: checked.error.issues[0]!.message });
		}
		const state = await new SessionStateReader(supabase).read();
		if (state.sessionEnded || state.impersonator) {
			error(403, 'An organization is created by the person whose it will be.');
		}

		let slug: string;
		try {
			const tooMany = await refusedBy(
				'organizations',
				userId,
				'You have created many organizations.'
			);
			if (tooMany) return fail(tooMany.status, { ...typed, problem: tooMany.problem });
			const { name, nonce } = checked.data;
			const id = await createOwnOrganization({ userId, sid }, name, nonce);
			if (!id) {
				return fail(409, {
					name: typed.name,
					nonce: crypto.randomUUID(),
					problem:
						'This form was used before, and you are no longer in the organization it made. Send it again to create another one.'
				});
			}
			await event.locals.session!.mint({ organizationId: id });
			const { data } = await supabase
				.from('organizations')
				.select('slug')
				.eq('id', id)
				.single()
				.throwOnError();
			slug = data.slug!;
		} catch (reason) {
			if (reason instanceof Refused && reason.reason === 'signed out') {
				return fail(401, { ...typed, problem: 'You were signed out.', signedOut: true });
			}
			if (!(reason instanceof Outage)) throw reason;
			return fail(503, {
				...typed,
				problem: `WorkOS cannot be reached just now. Nothing is lost: send it again in a moment. (${report(reason, event)})`
			});
		}
		redirect(303, `/orgs/${slug}`);
	}
};
