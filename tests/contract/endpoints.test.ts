import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkOS } from '@workos-inc/node';
import { isReal, realUrl, sdk, startStandIn } from './environment.ts';
import type { StandIn } from './environment.ts';
import { grants } from './grants.ts';
import { hosted } from './hosted.ts';
import { memberships } from './memberships.ts';
import { organizations } from './organizations.ts';
import { roles } from './roles.ts';
import { sessions } from './sessions.ts';
import { tokens } from './tokens.ts';
import { users } from './users.ts';

/** What the contract is about, once it runs. */
export interface Subject {
	workos(): WorkOS;
	url(): string;
}

let standIn: StandIn | undefined;
let workos: WorkOS;

beforeAll(async () => {
	if (!isReal) standIn = await startStandIn();
	workos = standIn?.workos ?? sdk(realUrl ?? '');
});

/** An endpoint without a contract test may drift from WorkOS unseen, so it has to go. */
afterAll(async (suite) => {
	const isWhole = !JSON.stringify(suite).includes('"mode":"skip"');
	const untried = [...(standIn?.calls() ?? [])].filter(
		([route, calls]) => !calls && !route.includes('/_test/')
	);
	await standIn?.stop();
	if (isWhole) expect(untried).toEqual([]);
});

const subject: Subject = {
	workos: () => workos,
	url: () => standIn?.url ?? realUrl ?? ''
};

describe('organizations', () => organizations(subject));
describe('users', () => users(subject));
describe('memberships', () => memberships(subject));
describe('roles', () => roles(subject));
describe('sessions', () => sessions(subject));
describe('tokens', () => tokens(subject));
describe('grants', () => grants(subject));
describe('hosted pages', () => hosted(subject));

test('without the API key there is no answer', async () => {
	const stranger = sdk(subject.url(), 'sk_test_wrong');
	await expect(stranger.organizations.listOrganizations()).rejects.toMatchObject({ status: 401 });
});
