import { readForm } from '$lib/read-form';
import { invite, readInvitations, resend, revoke, type Invited } from '$lib/server/invitations';
import { listOf } from '$lib/server/list-of';
import { defaultsActions, readDefaults } from '$lib/server/list-defaults';
import { requireAdmin } from '$lib/server/organization';
import { Outage, report } from '$lib/server/outage';
import { roleNames } from '$lib/server/role-names';
import { error, fail } from '@sveltejs/kit';
import * as z from 'zod';
import { refuse } from '../../../refuse.server';
import { answer } from '../../answer.server';
import { invitationTable } from '../../invitation-table';
import { addressesIn } from './addresses';

export async function load(event) {
	const [, saved, roles, invitations] = await Promise.all([
		requireAdmin(),
		readDefaults(invitationTable),
		roleNames(),
		// Where WorkOS is away, that is the list's own trouble: what stands around it stays.
		readInvitations().catch((reason) => {
			if (!(reason instanceof Outage)) throw reason;
			return report(reason, event);
		})
	]);
	const found = typeof invitations === 'string' ? null : invitations;
	if (found?.refused) error(found.status, found.problem);
	const list = listOf(invitationTable, {
		...{ url: event.url, saved, searched: 'email' },
		...(found ? { rows: found.open } : { rows: null, failed: String(invitations) })
	});
	return { title: 'Invitations', list, roles, isCut: found?.isCut ?? false };
}

/** How many a form invites at most. */
const most = 200;

const invitees = z.object({
	emails: z
		.string()
		.trim()
		.min(1, 'Write or paste whom you want to invite.')
		.max(20_000, 'That is too much at once. Invite 200 at a time at most.'),
	role: z.string().regex(/^[\w-]{1,60}$/, 'Choose a role.')
});
const one = z.object({ id: z.string().regex(/^invitation_\w{1,60}$/) });

/** What became of a line; those of `settled` are not worth sending again. */
const settled: Invited['outcome'][] = ['sent', 'member', 'invited'];

export const actions = {
	...defaultsActions(invitationTable),

	invite: async (event) => {
		const { values, data, problems } = readForm(invitees, await event.request.formData());
		if (!data) return fail(400, { invite: { values, problems } });
		const lines = addressesIn(data.emails);
		if (lines.length > most) {
			const emails = `These are ${lines.length}. Invite ${most} at a time at most.`;
			return fail(400, { invite: { values, problems: { emails } } });
		}

		const emails = [...new Map(lines.flatMap(({ email }) => key(email))).values()];
		const { done, refused } = await answer(event, invite(emails, data.role), {
			invite: { values, problems: undefined }
		});
		if (refused) return refused;

		const outcomes = new Map(
			done.invited.map(({ email, outcome }) => [email.toLowerCase(), outcome])
		);
		const told = lines.map(({ text, email }, index) => {
			const isRepeated = lines.findIndex((line) => same(line.email, email)) < index;
			const outcome = email === null ? 'no address' : outcomes.get(email.toLowerCase())!;
			return { line: text, outcome: email && isRepeated ? ('twice' as const) : outcome };
		});
		const sent = done.invited.filter(({ outcome }) => outcome === 'sent').length;
		const left = told.filter(
			({ outcome }) => outcome !== 'twice' && !settled.includes(outcome as Invited['outcome'])
		);
		const again = { emails: left.map(({ line }) => line).join('\n'), role: data.role };
		const result = { told, invite: { values: again, problems: undefined } };
		if (sent === 0) return fail(400, { ...result, problem: 'Nobody new was invited.' });
		return { ...result, done: sent === 1 ? '1 person invited.' : `${sent} people invited.` };
	},

	resend: async (event) => {
		const { values, data } = readForm(one, await event.request.formData());
		const row = { row: values.id };
		if (!data) return fail(400, { ...row, problem: 'That invitation is no longer there.' });
		const { done, refused } = await answer(event, resend(data.id), row);
		return refused ?? { done: `Sent to ${done.email} once more.` };
	},

	revoke: async (event) => {
		const { values, data } = readForm(one, await event.request.formData());
		const row = { row: values.id };
		if (!data) return fail(400, { ...row, problem: 'That invitation is no longer there.' });
		const { done, refused } = await answer(event, revoke(data.id), row);
		return refused ?? { done: `The invitation to ${done.email} is worth nothing any more.` };
	},

	/** An invitation that ran out is sent anew, as it was. */
	again: async (event) => {
		const { values } = readForm(z.object({}), await event.request.formData());
		const row = { row: values.id };
		const [line] = addressesIn(values.email ?? '');
		if (!line?.email) return fail(400, { ...row, problem: 'That address is none.' });
		const { done, refused } = await answer(event, invite([line.email], values.role ?? ''), row);
		if (refused) return refused;
		if (done.invited[0]?.outcome === 'sent') return { done: `${line.email} is invited again.` };
		return refuse(
			{ refused: 'changed', status: 409, problem: 'They are a member or invited by now.' },
			row
		);
	}
};

const key = (email: string | null): [string, string][] =>
	email ? [[email.toLowerCase(), email]] : [];
const same = (one: string | null, other: string | null) =>
	one !== null && one.toLowerCase() === other?.toLowerCase();
