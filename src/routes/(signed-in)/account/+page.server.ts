import { forgetSession } from '$lib/server/cookies';
import { report } from '$lib/server/outage';
import { deleteOwnAccount } from '$lib/server/own-account';
import { signedIn } from '$lib/server/session';
import { SessionStateReader } from '$lib/server/session-state';
import { signIn } from '$lib/server/sign-in';
import { fail, redirect } from '@sveltejs/kit';

export async function load(event) {
	const { supabase, sid } = signedIn();
	const [{ sessionEnded, person, impersonator }, { data: alone }, { count }] = await Promise.all([
		new SessionStateReader(supabase).read(),
		supabase.rpc('run_alone', undefined, { get: true }).throwOnError(),
		supabase
			.from('organizations')
			.select('id', { count: 'exact', head: true })
			.not('slug', 'is', null)
			.throwOnError()
	]);
	if (sessionEnded) {
		forgetSession(event, sid);
		await signIn(event);
	}
	return { title: 'Your account', person, impersonator, alone, organizations: count ?? 0 };
}

export const actions = {
	delete: async (event) => {
		const { sid } = signedIn();
		const email = String((await event.request.formData()).get('email') ?? '');
		const ending = await deleteOwnAccount(email);
		if (ending.refused === 'mistyped') {
			return fail(400, { email, mistyped: ending.problem });
		}
		if (ending.refused) {
			const id = ending.outage && report(ending.outage, event);
			return fail(ending.status, { email, problem: ending.problem + (id ? ` (${id})` : '') });
		}
		forgetSession(event, sid);
		event.setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/goodbye');
	}
};
