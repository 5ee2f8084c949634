import { readForm } from '$lib/read-form';
import { ownName } from '$lib/schemas/name';
import { forgetSession } from '$lib/server/cookies';
import { Outage, report } from '$lib/server/outage';
import { deleteOwnAccount } from '$lib/server/own-account';
import { changeOwnName } from '$lib/server/own-name';
import { endOther, endOthers, readSessions } from '$lib/server/own-sessions';
import { readerOf } from '$lib/server/reader';
import { signedIn } from '$lib/server/session';
import { SessionStateReader } from '$lib/server/session-state';
import { signIn } from '$lib/server/sign-in';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod';
import { answer } from '../orgs/[org=slug]/members/answer.server';

export async function load(event) {
	const { supabase, sid } = signedIn();
	const [{ sessionEnded, person, impersonator }, { data: alone }, { count }, sessions] =
		await Promise.all([
			new SessionStateReader(supabase).read(),
			supabase.rpc('run_alone', undefined, { get: true }).throwOnError(),
			supabase
				.from('organizations')
				.select('id', { count: 'exact', head: true })
				.not('slug', 'is', null)
				.throwOnError(),
			sessionsOr(event)
		]);
	if (sessionEnded) {
		forgetSession(event, sid);
		await signIn(event);
	}
	return {
		...{ title: 'Your account', person, impersonator, alone, organizations: count ?? 0 },
		...{ sessions, ...readerOf(event, 'UTC'), now: new Date().toISOString() }
	};
}

/** WorkOS alone knows them all: while it is away, the rest of the page does without. */
async function sessionsOr(event: RequestEvent) {
	try {
		return { list: await readSessions(event) };
	} catch (reason) {
		if (!(reason instanceof Outage)) throw reason;
		return { failed: report(reason, event) };
	}
}

const one = z.object({ session: z.string().regex(/^[\w-]{43}$/) });

export const actions = {
	rename: async (event) => {
		const { values, data, problems } = readForm(ownName, await event.request.formData());
		const name = { form: 'name' as const, values };
		if (!data) return fail(400, { ...name, problems });
		const { refused } = await answer(event, changeOwnName(data), name);
		return refused ?? { form: 'name' as const, done: 'Name saved.' };
	},

	endSession: async (event) => {
		const { data } = readForm(one, await event.request.formData());
		if (!data)
			return fail(400, { form: 'sessions' as const, problem: 'Choose one from the list.' });
		const sessions = { form: 'sessions' as const, row: data.session };
		const { done, refused } = await answer(event, endOther(event, data.session), sessions);
		return refused ?? { form: 'sessions' as const, done: `Signed out: ${done.device}.` };
	},

	endOthers: async (event) => {
		const sessions = { form: 'sessions' as const, row: 'others' };
		const { done, refused } = await answer(event, endOthers(event), sessions);
		if (refused) return refused;
		const places = done.count === 1 ? '1 other place' : `${done.count} other places`;
		return { form: 'sessions' as const, done: `Signed out in ${places}.` };
	},

	delete: async (event) => {
		const { sid } = signedIn();
		const email = String((await event.request.formData()).get('email') ?? '');
		const ending = await deleteOwnAccount(email);
		const typed = { form: 'delete' as const, email };
		if (ending.refused === 'mistyped') {
			return fail(400, { ...typed, mistyped: ending.problem });
		}
		if (ending.refused) {
			const id = ending.outage && report(ending.outage, event);
			return fail(ending.status, { ...typed, problem: ending.problem + (id ? ` (${id})` : '') });
		}
		forgetSession(event, sid);
		event.setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, '/goodbye');
	}
};
