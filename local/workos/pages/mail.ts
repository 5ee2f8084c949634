import { html, layout } from './layout.ts';

interface Letter {
	email: string;
	organization: string;
	link: string;
	state: string;
}

/** The mail that WorkOS would have sent, for people who try things on this machine. */
export function mailPage(letters: Letter[]): string {
	return layout(
		'Mail',
		html`<h1>Mail</h1>
			<p class="lead">
				${letters.length ? 'WorkOS would have sent these, the newest first.' : 'Nothing was sent yet.'}
			</p>
			<ul class="people">
				${letters.map(
					({ email, organization, link, state }) =>
						html`<li>
							<a class="choice" href="${link}">
								<span class="words"
									><span class="name">Join ${organization} </span
									><span class="detail">to ${email} </span></span
								>
								<span class="badge">${state}</span>
							</a>
						</li>`
				)}
			</ul>`
	);
}
