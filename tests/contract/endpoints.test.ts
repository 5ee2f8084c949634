import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunnerTestSuite as Suite } from 'vitest';
import type { WorkOS } from '@workos-inc/node';
import { isReal, realUrl, sdk, startStandIn } from './environment.ts';
import type { StandIn, Subject } from './environment.ts';
import { events } from './events.ts';
import { grants } from './grants.ts';
import { hosted } from './hosted.ts';
import { invitations } from './invitations.ts';
import { memberships } from './memberships.ts';
import { organizations } from './organizations.ts';
import { roles } from './roles.ts';
import { sessions } from './sessions.ts';
import { signInMethods } from './sign-in-methods.ts';
import { tokens } from './tokens.ts';
import { users } from './users.ts';
import { webhooks } from './webhooks.ts';

let standIn: StandIn | undefined;
let workos: WorkOS;
let suite: Suite | undefined;

beforeAll(async () => {
	if (!isReal) standIn = await startStandIn();
	workos = standIn?.workos ?? sdk(realUrl ?? '');
});

beforeEach(({ task }) => {
	suite = task.file;
});

/** An endpoint without a contract test may drift from WorkOS unseen, so it has to go. */
afterAll(async () => {
	const calls = [...(standIn?.calls ?? [])];
	await standIn?.stop();
	const untried = calls.filter(([route, count]) => !count && !route.includes('/_test/'));
	if (ranWhole(suite)) expect(untried).toEqual([]);
});

/** Whether no test was left out, as with `-t`. */
function ranWhole(suite: Suite | undefined): boolean {
	return (suite?.tasks ?? []).every((task) =>
		task.type === 'suite' ? ranWhole(task) : task.mode !== 'skip'
	);
}

const subject: Subject = {
	workos: () => workos,
	url: () => standIn?.url ?? realUrl ?? ''
};

describe('organizations', () => organizations(subject));
describe('users', () => users(subject));
describe('memberships', () => memberships(subject));
describe('invitations', () => invitations(subject));
describe('roles', () => roles(subject));
describe('sign-in methods', () => signInMethods(subject));
describe('sessions', () => sessions(subject));
describe('tokens', () => tokens(subject));
describe('grants', () => grants(subject));
describe('events', () => events(subject));
describe('webhooks', () => webhooks(subject));
describe('hosted pages', () => hosted(subject));

test('without the API key there is no answer', async () => {
	const stranger = sdk(subject.url(), 'sk_test_wrong');
	await expect(stranger.organizations.listOrganizations()).rejects.toMatchObject({ status: 401 });
});
