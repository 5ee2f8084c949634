import type { Answer } from '../router.ts';
import { html, layout } from './layout.ts';

/** For people whose app cannot be told, because it is not known who it is. */
export function errorPage(problem: string, status = 400): Answer {
	const content = html`<h1>This request cannot go on</h1>
		<p class="lead" role="alert">${problem}</p>
		<p class="other">Go back to the app and start again.</p>`;
	return { status, html: layout('Error', content) };
}
