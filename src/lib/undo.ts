import { applyAction, deserialize } from '$app/forms';
import { goto, invalidateAll } from '$app/navigation';
import { page } from '$app/state';
import type { ResolvedPathname } from '$app/types';
import type { ActionResult } from '@sveltejs/kit';
import { toast } from 'svelte-sonner';
import { action } from './with-params';

/** What takes a change back: another post, to an action of the same page. */
export interface Undo {
	action: string;
	fields: [name: string, value: string][];
}

type Refused = Extract<ActionResult, { type: 'failure' }>;

/** How long an undo is offered, in milliseconds. It waits while the pointer is over it. */
const patience = 8000;

/** Says that something was saved and, where it can be taken back, offers that. */
export function tellSaved(done: string, undo: Undo | undefined): void {
	// The page may be another one by the time somebody wants it back.
	const path = page.url.pathname + (undo ? action(undo.action, page.url) : '');
	toast.success(done, {
		...(undo && {
			duration: patience,
			action: { label: 'Undo', onClick: () => void takeBack(path, undo) }
		})
	});
}

async function takeBack(path: string, undo: Undo): Promise<void> {
	const body = new URLSearchParams(undo.fields);
	const retry = { label: 'Try again', onClick: () => void takeBack(path, undo) };
	try {
		const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
		const response = await fetch(path, { method: 'POST', body, headers });
		const result = deserialize(await response.text());
		if (result.type === 'error') {
			toast.error(`This was not taken back: ${result.error.title ?? result.error.message}`, {
				action: retry
			});
			return;
		}
		await invalidateAll();
		if (result.type === 'success') toast.success(`Taken back.${result.data?.note ?? ''}`);
		if (result.type !== 'failure') return;
		if (result.data?.conflict) await showBoth(path, result);
		else toast.error(String(result.data?.problem));
	} catch {
		toast.error('The server could not be reached, so this was not taken back.', { action: retry });
	}
}

/** Both versions of what was changed stand on the page that it was changed on. */
async function showBoth(path: string, result: Refused): Promise<void> {
	const { pathname, search } = new URL(path.replace(/\?\/\w+&?/, '?'), location.href);
	if (pathname === page.url.pathname) return applyAction(result);
	const show = async () => {
		await goto((pathname + search) as ResolvedPathname);
		await applyAction(result);
	};
	toast.error(String(result.data?.problem), {
		action: { label: 'Show both', onClick: () => void show() }
	});
}
