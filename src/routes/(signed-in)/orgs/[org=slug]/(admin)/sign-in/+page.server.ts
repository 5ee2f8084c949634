import { resolve } from '$app/paths';
import { portalIntents } from '$lib/portal';
import { readForm } from '$lib/read-form';
import { orUnavailable } from '$lib/server/outage';
import { openPortal, readSignInMethods } from '$lib/server/sign-in-methods';
import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { answer } from '../../members/answer.server';

export async function load(event) {
	return { title: 'Sign-in', methods: await orUnavailable(event, readSignInMethods()) };
}

const wanted = z.object({ intent: z.enum(portalIntents) });

export const actions = {
	/** The link lives for five minutes, so it is made at the click and followed at once. */
	default: async (event) => {
		const { data } = readForm(wanted, await event.request.formData());
		if (!data) return fail(400, { problem: 'Choose what you want to set up.', row: 'sso' });
		const here = resolve('/(signed-in)/orgs/[org=slug]/(admin)/sign-in', event.params);
		const returnUrl = new URL(here, event.url).href;
		const row = { row: data.intent };
		const { done, refused } = await answer(event, openPortal(data.intent, returnUrl), row);
		return refused ?? redirect(303, done.link);
	}
};
