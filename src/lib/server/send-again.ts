import type { RequestEvent } from '@sveltejs/kit';
import { unkept } from './common-headers';
import { escape, plainPage } from './plain-page';
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
		return Response.json(answer, { headers });
	}
	return answerWithForm(event, event.request, 401, {
		title: 'You were signed out',
		lead: nothingLost,
		next: `<a href="${escape(signInPath)}" target="_blank">Sign in again in a new tab</a>, come back here, and send it once more.`
	});
}

/**
 * Answers a form that was posted without JavaScript and not done, since a service is away or
 * something broke: its page has the values.
 *
 * @param request one whose body was not read yet
 */
export function sendLater(
	event: RequestEvent,
	request: Request,
	{ status, body }: Problem
): Promise<Response> {
	const id = body.id ? ` <small>(${escape(body.id)})</small>` : '';
	return answerWithForm(event, request, status, {
		title: body.title ?? 'Something went wrong',
		lead: body.unsure ? mayBeSaved : nothingLost,
		next: `${escape(body.message)} Then send it once more.${id}`
	});
}

const nothingLost = 'Nothing was saved yet, and nothing you typed is lost.';
const mayBeSaved =
	'It may have been saved, or not: nobody could tell. Send it again, and it is there once.';

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
		return Response.json({ type: 'error', error: body }, { status, headers });
	}
	const links = (body.elsewhere ?? []).map(
		({ name, slug }) => `<a href="/orgs/${slug}">${escape(name)}</a>`
	);
	return answerWithForm(event, event.request, status, {
		lead: nothingLost,
		title: body.title ?? 'This is not for you to change',
		next: [escape(body.message), ...links, '<a href="/orgs">All your organizations</a>'].join(
			'<br>'
		)
	});
}

const headers = { 'cache-control': unkept };

/** What to tell people: plain text, and one sentence of HTML. */
interface Words {
	title: string;
	lead: string;
	next: string;
}

async function answerWithForm(
	{ url, locals }: RequestEvent,
	request: Request,
	status: number,
	words: Words
): Promise<Response> {
	const typed = await request.formData().catch(() => new FormData());
	const fields = [...typed].filter((field): field is [string, string] => {
		return typeof field[1] === 'string';
	});
	if (locals.once) fields.push(['once', locals.once]);
	return plainPage(status, words.title, form(url.pathname + url.search, words, fields));
}

function form(action: string, { lead, next }: Words, fields: [string, string][]): string {
	const inputs = fields.map(([name, value]) =>
		name === 'once'
			? `<input type="hidden" name="once" value="${escape(value)}">`
			: `<label>${escape(name)}<textarea name="${escape(name)}" rows="1">\n${escape(value)}</textarea></label>`
	);
	return `<p>${lead}</p>
<p>${next}</p>
<form method="post" action="${escape(action)}">
${inputs.join('\n')}
<button>Send again</button>
</form>`;
}
