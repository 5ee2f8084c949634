import type { PortalLink } from '../rows.ts';
import { html, layout } from './layout.ts';

/** What somebody of the IT department would spend an afternoon on. */
export function portalPage(
	link: PortalLink,
	what: string,
	organization: string,
	isSetUp: boolean
): string {
	return layout(
		what,
		html`<h1>${what}</h1>
			<p class="lead">
				${isSetUp ? `${what} is set up for ${organization}.` : `Set it up for ${organization}.`}
			</p>
			<form method="post" action="${`/portal?token=${link.id}`}">
				<button class="choice">
					<span class="words name"
						>${isSetUp ? 'Take it down again' : 'Pretend that it is set up'}</span
					>
				</button>
			</form>
			${link.return_url && html`<p class="other"><a href="${link.return_url}">Back without a change</a></p>`}`
	);
}
