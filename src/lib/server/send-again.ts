import type { RequestEvent } from '@sveltejs/kit';
import type { Problem } from './shut-out';

/** Whether a form was sent by SvelteKit's script, whose page then still holds what was typed. */
export function isSentByScript({ request }: RequestEvent): boolean {
	return request.headers.get('x-sveltekit-action') === 'true';
}

/**
 * Answers a form that was posted after the session ended. With JavaScript the page keeps what was
 * typed and fills it in again after signing in. Without, this page holds the values: sign in
 * beside it, then send them again.
 */
export async function sendAgain(event: RequestEvent, signInPath: string): Promise<Response> {
	if (isSentByScript(event)) {
		// What SvelteKit's forms understand as fail(401, { signedOut: true }).
		const answer = { type: 'failure', status: 401, data: '[{"signedOut":1},true]' };
		return Response.json(answer, { headers: unkept });
	}
	return answerWithForm(event, 401, {
		title: 'You were signed out',
		next: `<a href="${escape(signInPath)}" target="_blank">Sign in again in a new tab</a>, come back here, and send it once more.`
	});
}

/** Answers a form that was posted without JavaScript while a service is away: its page has the values. */
export function sendLater(event: RequestEvent): Promise<Response> {
	return answerWithForm(event, 503, {
		title: 'We cannot reach a service we need',
		next: 'This usually passes in a moment. Then send it once more.'
	});
}

/**
 * Answers a form of somebody who may not be here any more. With JavaScript the page they are on says
 * so beside the form; without, this page does, holds what was typed, and leads to where they can go.
 */
export function turnAway(
	event: RequestEvent,
	{ status, body }: Problem
): Response | Promise<Response> {
	if (isSentByScript(event)) {
		// What SvelteKit's forms understand as error(status, body).
		return Response.json({ type: 'error', error: body }, { status, headers: unkept });
	}
	const links = (body.elsewhere ?? []).map(
		({ name, slug }) => `<a href="/orgs/${slug}">${escape(name)}</a>`
	);
	return answerWithForm(event, status, {
		title: body.title ?? 'This is not for you to change',
		next: [escape(body.message), ...links, '<a href="/orgs">All your organizations</a>'].join(
			'<br>'
		)
	});
}

const unkept = { 'cache-control': 'private, no-store' };

/** What to tell people: plain text, and one sentence of HTML. */
interface Words {
	title: string;
	next: string;
}

async function answerWithForm(
	{ request, url }: RequestEvent,
	status: number,
	words: Words
): Promise<Response> {
	const typed = await request.formData().catch(() => new FormData());
	const fields = [...typed].filter((field): field is [string, string] => {
		return typeof field[1] === 'string';
	});
	return new Response(page(url.pathname + url.search, words, fields), {
		status,
		headers: { ...unkept, 'content-type': 'text/html; charset=utf-8' }
	});
}

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(action: string, { title, next }: Words, fields: [string, string][]): string {
	const inputs = fields.map(
		([name, value]) =>
			`<label>${escape(name)}<textarea name="${escape(name)}" rows="1">\n${escape(value)}</textarea></label>`
	);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Orgdeck</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 32rem; margin: 10vh auto; padding: 0 1.25rem; }
form, label { display: grid; gap: .25rem; }
form { gap: 1rem; margin-top: 1.5rem; }
textarea, button { font: inherit; padding: .5rem .75rem; }
</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p>Nothing was saved yet, and nothing you typed is lost.</p>
<p>${next}</p>
<form method="post" action="${escape(action)}">
${inputs.join('\n')}
<button>Send again</button>
</form>
</main>
</body>
</html>`;
}
