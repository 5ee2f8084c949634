import type { SessionState } from './session-state';
import type { Supabase } from './supabase';

/** How many other organizations a page offers; all of them stand at /orgs. */
const offered = 6;

export interface Problem {
	status: number;
	body: App.Error;
}

/** What somebody reads whose membership is not, or no longer, an active one. Null when it is. */
export async function shutOut(state: SessionState, supabase: Supabase): Promise<Problem | null> {
	const name = state.organization.name || 'this organization';
	switch (state.status) {
		case 'active':
			return null;
		case 'removed':
			return forbidden(supabase, {
				title: `You are no longer a member of ${name}`,
				message: 'What you did there stays, with your name.'
			});
		case 'gone': {
			// Once its rows are erased, its name is, too.
			const title = `${state.organization.name || 'This organization'} was deleted`;
			const body = { title, message: 'Everything in it went with it.' };
			return { ...(await forbidden(supabase, body)), status: 404 };
		}
		case 'inactive':
			return (
				(await pausedAt(supabase, state.organization.slug)) ??
				paused(supabase, { name, admins: [] })
			);
		case 'pending':
			return forbidden(supabase, {
				title: 'Not yet',
				message: `Your membership of ${name} has not begun yet.`
			});
		case null:
			return {
				status: 503,
				body: {
					title: 'One moment',
					message: 'Your membership is on its way from WorkOS to us.',
					retry: true
				}
			};
	}
}

/**
 * The page of somebody who is paused in the organization at this address, whichever organization
 * their token is for. Null for everybody else.
 */
export async function pausedAt(supabase: Supabase, slug: string): Promise<Problem | null> {
	const { data: here } = await supabase
		.rpc('paused_memberships', undefined, { get: true })
		.eq('slug', slug)
		.maybeSingle()
		.throwOnError();
	return here && paused(supabase, here);
}

function paused(supabase: Supabase, { name, admins }: { name: string; admins: string[] }) {
	return forbidden(supabase, {
		title: `Your membership of ${name} is paused`,
		message: `Ask ${whomToAsk(admins)} to let you in again. What you did there is still there.`
	});
}

/** Admins to turn to, in a sentence. */
export function whomToAsk(admins: string[]): string {
	if (admins.length === 0) return 'an admin of it';
	return new Intl.ListFormat('en', { type: 'disjunction' }).format(admins);
}

async function forbidden(supabase: Supabase, body: App.Error): Promise<Problem> {
	const { data: elsewhere } = await supabase
		.from('organizations')
		.select('name, slug, picture')
		.not('slug', 'is', null)
		.order('name')
		.limit(offered)
		.throwOnError();
	return { status: 403, body: { ...body, elsewhere } };
}
