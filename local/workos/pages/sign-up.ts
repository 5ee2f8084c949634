import { pageAddress } from '../authorize.ts';
import type { AuthorizationRequest } from '../authorize.ts';
import { html, layout } from './layout.ts';
import type { Invited } from './sign-in.ts';

interface Typed {
	email: string;
	firstName?: string;
	lastName?: string;
	problem?: 'taken' | 'invalid' | 'uninvited';
}

/** A new person. */
export function signUpPage(
	request: AuthorizationRequest,
	invited: Invited | null,
	typed: Typed
): string {
	const { email, problem } = typed;
	const signIn = pageAddress(request, 'sign-in', email);
	return layout(
		'Sign up',
		html`<h1>${invited ? `Sign up to join ${invited.organization}` : 'Sign up for Orgdeck'}</h1>
			<p class="lead">
				${invited ? `You are invited as ${invited.email}.` : 'It lives on this machine only.'}
			</p>
			<form method="post" action="${pageAddress(request, 'sign-up')}" class="fields" novalidate>
				<div class="pair">
					<div>
						<label for="first_name">First name</label>
						<input
							id="first_name"
							name="first_name"
							value="${typed.firstName}"
							maxlength="100"
							autocomplete="given-name"
						/>
					</div>
					<div>
						<label for="last_name">Last name</label>
						<input
							id="last_name"
							name="last_name"
							value="${typed.lastName}"
							maxlength="100"
							autocomplete="family-name"
						/>
					</div>
				</div>
				<div>
					<label for="email">Email</label>
					<input
						id="email"
						name="email"
						type="email"
						value="${email}"
						autocomplete="email"
						autocapitalize="none"
						spellcheck="false"
						required${problem && html` aria-invalid="true" aria-describedby="problem" autofocus`}
					/>
				</div>
				${problem === 'taken' && html`<p class="problem" id="problem" role="alert">There is an account for ${email} already. <a href="${signIn}">Sign in with this email</a></p>`}
				${problem === 'invalid' && html`<p class="problem" id="problem" role="alert">This is not an email address.</p>`}
				${problem === 'uninvited' && html`<p class="problem" id="problem" role="alert">This invitation is for ${invited?.email}.</p>`}
				<button class="primary">Create account</button>
			</form>
			<p class="other">Have an account? <a href="${signIn}">Sign in</a></p>`
	);
}
