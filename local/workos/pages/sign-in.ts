import { pageAddress } from '../authorize.ts';
import type { AuthorizationRequest } from '../authorize.ts';
import type { User } from '../rows.ts';
import { fullName } from '../users.ts';
import { html, initials, layout } from './layout.ts';

interface Known {
	user: User;
	organizations: string[];
}

/** The invitation behind a sign-in. */
export interface Invited {
	email: string;
	organization: string;
}

/** Who are you? One of the cast, or anybody by e-mail. */
export function signInPage(
	request: AuthorizationRequest,
	people: Known[],
	invited: Invited | null,
	typed: { email: string; problem?: 'unknown' | 'invalid' | 'uninvited' }
): string {
	const { email, problem } = typed;
	const action = pageAddress(request, 'sign-in');
	const signUp = pageAddress(request, 'sign-up', email);
	return layout(
		'Sign in',
		html`<h1>${invited ? `Sign in to join ${invited.organization}` : 'Sign in to Orgdeck'}</h1>
			<p class="lead">
				${invited ? `You are invited as ${invited.email}.` : 'Choose who to sign in as.'}
			</p>
			<form method="post" action="${action}" class="choices">
				<ul class="people">
					${people.map(choice)}
				</ul>
			</form>
			<p class="or">or with an email address</p>
			<form method="post" action="${action}" class="fields" novalidate>
				<div>
					<label for="email">Email</label>
					<input
						id="email"
						name="email"
						type="email"
						value="${email}"
						autocomplete="username"
						autocapitalize="none"
						spellcheck="false"
						required${problem ? html` aria-invalid="true" aria-describedby="problem" autofocus` : email ? html` autofocus` : ''}
					/>
				</div>
				${problem === 'unknown' && html`<p class="problem" id="problem" role="alert">There is no account for ${email}. <a href="${signUp}">Sign up with this email</a></p>`}
				${problem === 'invalid' && html`<p class="problem" id="problem" role="alert">This is not an email address.</p>`}
				${problem === 'uninvited' && html`<p class="problem" id="problem" role="alert">This invitation is for ${invited?.email}.</p>`}
				<button class="primary">Continue</button>
			</form>
			<p class="other">New here? <a href="${signUp}">Sign up</a></p>`
	);
}

function choice({ user, organizations }: Known) {
	const name = fullName(user) ?? user.email;
	return html`<li>
		<button class="choice" name="email" value="${user.email}">
			<span class="avatar" aria-hidden="true">${initials(name)}</span>
			<span class="words"
				><span class="name">${name} </span><span class="detail">${user.email} </span></span
			>
			<span class="badge">${organizations.join(', ') || 'no organization'}</span>
		</button>
	</li>`;
}
