import { pageAddress } from '../authorize.ts';
import type { AuthorizationRequest } from '../authorize.ts';
import type { Organization, User } from '../rows.ts';
import { html, initials, layout } from './layout.ts';

/** Somebody of several organizations chooses the one to begin with. */
export function organizationPage(
	request: AuthorizationRequest,
	user: User,
	choices: { organization: Organization; role: string }[]
): string {
	return layout(
		'Choose an organization',
		html`<h1>Choose an organization</h1>
			<p class="lead">Signed in as ${user.email}.</p>
			<form
				method="post"
				action="${pageAddress(request, 'organization', user.email)}"
				class="choices"
			>
				<ul>
					${choices.map(
						({ organization, role }) =>
							html`<li>
								<button class="choice" name="organization_id" value="${organization.id}">
									<span class="avatar square" aria-hidden="true"
										>${initials(organization.name)}</span
									>
									<span class="words name">${organization.name} </span>
									<span class="badge">${role}</span>
								</button>
							</li>`
					)}
				</ul>
			</form>
			<p class="other"><a href="${pageAddress(request, 'sign-in', '')}">Use another account</a></p>`
	);
}
