import { applyAction, enhance as enhanceForm } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import { resolve } from '$app/paths';
import { keep } from './kept';
import type { Undo } from './undo';
import { unsaved } from './unsaved';

const signedOut = 'You were signed out meanwhile.';

/** Why a form was not saved, in a sentence. */
export interface Trouble {
	text: string;
	/** Sends the same form again, where that may help. */
	retry?: () => void;
}

export interface Reactions {
	/** Keeps what was typed over a sign-in, for this person; without it, a sign-in loses it. */
	keepFor?(): string;
	/** A submission starts or ends. */
	pending(pending: boolean): void;
	/** It was saved; `done` is the action's own word for it, `undo` what takes it back. */
	saved?(done: string | undefined, undo: Undo | undefined): void;
	/**
	 * The server looked at it and said no. Without this, the page's `form` says it, as it does where
	 * somebody has to choose between two versions.
	 */
	refused?(problem: string): void;
	/** Nobody looked at it: a service is away, or the browser is offline. */
	failed(trouble: Trouble): void;
}

/**
 * SvelteKit's `use:enhance`, for people who must not lose what they typed. A form is sent once at
 * a time; an outage leaves the page as it is; whoever was signed out finds the form filled in
 * when they are back.
 */
export function enhance(form: HTMLFormElement, reactions: Reactions) {
	let pending = false;
	/** Stays the same while nobody knows whether it was saved: see `insert` in $lib/server/write. */
	let once: string | null = null;

	return enhanceForm(form, ({ cancel, submitter, formData }) => {
		if (pending) return cancel();
		formData.set('once', (once ??= newName()));

		reactions.pending((pending = true));
		return async ({ action, result, update }) => {
			if (result.type === 'failure' && result.data?.signedOut) {
				// The form stays busy: the browser is on its way out.
				if (reactions.keepFor) keep(form, reactions.keepFor(), signedOut);
				location.assign(signInPath());
				return;
			}

			if (result.type !== 'error') once = null;
			try {
				if (result.type === 'error') {
					reactions.failed(
						troubleOf(result.status, result.error, () => form.requestSubmit(submitter))
					);
				} else if (result.type === 'failure') {
					// It is not as the page says. Where that may be true of the page as a whole, asking for it
					// again would put an error page in the place of what was typed. It comes first, since what
					// is read anew takes the answer to a form away.
					const pageStays =
						result.status === 409 || result.data?.row !== undefined || result.data?.signInAgain;
					if (result.status !== 400 && pageStays) await invalidateAll();
					if (reactions.refused && !result.data?.conflict)
						reactions.refused(said(result.data, 'problem') ?? '');
					else await applyAction(result);
				} else if (result.type === 'success') {
					await invalidateAll();
					// Called a failure because after a success SvelteKit moves the focus to the top of the
					// page, away from where its reader is at work.
					const answer = { ...result, type: 'failure' as const };
					if (action.pathname === location.pathname) await applyAction(answer);
					reactions.saved?.(said(result.data, 'done'), result.data?.undo as Undo | undefined);
				} else {
					// It is done and leads elsewhere: nobody is asked about what else was typed here.
					unsaved.clear();
					await update();
					reactions.saved?.(undefined, undefined);
				}
			} finally {
				reactions.pending((pending = false));
			}
		};
	});
}

/** Not randomUUID, which browsers keep from pages that came without encryption. */
function newName(): string {
	return Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-');
}

function said(data: Record<string, unknown> | undefined, name: string): string | undefined {
	const words = data?.[name];
	return typeof words === 'string' ? words : undefined;
}

function signInPath(): string {
	const here = location.pathname + location.search;
	return resolve(`/sign-in?returnTo=${encodeURIComponent(here)}`);
}

function troubleOf(status: number | undefined, error: App.Error, retry: () => void): Trouble {
	if (status === undefined) {
		return { text: 'The server could not be reached. What you typed is still here.', retry };
	}
	if (status < 500) return { text: [error.title, error.message].filter(Boolean).join('. ') };
	const why = `${error.title ?? error.message}${error.id ? ` (${error.id})` : ''}`;
	if (error.unsure) {
		return {
			text: `Nobody can tell whether this was saved: ${why}. Try again, and it is there once.`,
			retry
		};
	}
	return { text: `This was not saved: ${why}`, retry };
}
