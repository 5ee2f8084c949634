import { generateKeyPair, SignJWT } from 'jose';
import { join, newPerson, signIn } from '../../fixtures.ts';
import { stack } from '../../stack.ts';
import { expectSignIn } from './answers.ts';
import { companyOf, newAdmin, projectsOf } from './company.ts';
import type { Company } from './company.ts';
import { expect, test } from './test.ts';
import { ago, claimsOf, letTokensExpire, sessionOf, signedAnew, tokensOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

/** Puts a token under this organization's name, where only its own would belong. */
function put(visitor: Visitor, { id }: Company, token: string): void {
	visitor.setCookie(`orgdeck-token-${id}`, token);
}

/** The same claims, signed by somebody else under the name of WorkOS' key. */
async function forge(token: string, changes: object = {}): Promise<string> {
	const { privateKey } = await generateKeyPair('RS256');
	const [head = ''] = token.split('.');
	const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
	return new SignJWT({ ...claimsOf(token), ...changes })
		.setProtectedHeader({ alg: 'RS256', kid })
		.sign(privateKey);
}

function unsigned(token: string, changes: object): string {
	const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${encode({ alg: 'none' })}.${encode({ ...claimsOf(token), ...changes })}.`;
}

/** Signed with WorkOS' public key as if it were a shared secret. */
async function confused(token: string): Promise<string> {
	const keys = await fetch(`${stack.env.WORKOS_API_URL}/sso/jwks/${stack.env.WORKOS_CLIENT_ID}`);
	const {
		keys: [key]
	} = (await keys.json()) as { keys: { x5c: string[] }[] };
	const secret = Buffer.from(key?.x5c[0] ?? '', 'base64');
	return new SignJWT(claimsOf(token)).setProtectedHeader({ alg: 'HS256' }).sign(secret);
}

test('a token that is not WorkOS’ word for this session is passed over', async ({ visitor }) => {
	const { person, company } = await newAdmin();
	const stranger = await newAdmin();
	await visitor.signIn(person);
	const token = tokensOf(visitor).get(company.id) ?? '';
	const theirs = await signIn(stranger.person, stranger.company);
	const another = await signIn(person, company);

	const bad: Record<string, string> = {
		'no token': 'none',
		empty: '',
		'cut off': token.slice(0, -10),
		'signed with a foreign key': await forge(token),
		'somebody else’s claims, forged': await forge(token, { sub: stranger.person.id }),
		unsigned: unsigned(token, {}),
		'unsigned, for the admin of another organization': unsigned(token, {
			org_id: stranger.company.id,
			sub: stranger.person.id
		}),
		'signed as with a shared secret': await confused(token),
		expired: await signedAnew(token, { exp: ago(60) }),
		'expiring in this moment': await signedAnew(token, { exp: ago(-2) }),
		'of another issuer': await signedAnew(token, { iss: 'https://evil.test' }),
		'without a session': await signedAnew(token, { sid: undefined }),
		'of another session of theirs': another.accessToken,
		'somebody else’s, real': theirs.accessToken
	};
	for (const [what, value] of Object.entries(bad)) {
		put(visitor, company, value);
		const answer = await visitor.open(projectsOf(company));
		// The session goes on with a token of its own.
		expect(answer.status, what).toBe(200);
		expect(answer.body, what).toContain(company.project);
		expect(answer.body, what).not.toContain(stranger.company.project);
		expect(tokensOf(visitor).get(company.id), what).not.toBe(value);
	}
});

test('a token that names another role for Postgres is not forwarded', async ({ visitor, data }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const token = tokensOf(visitor).get(company.id) ?? '';
	for (const role of ['service_role', 'anon', 'postgres', 'admin']) {
		put(visitor, company, await signedAnew(token, { role }));
		data.clear();
		expect((await visitor.open(projectsOf(company))).status, role).toBe(500);
		expect(data.calls, role).toEqual([]);
	}
});

test('a token of one organization under the cookie’s name of another opens only its own', async ({
	visitor
}) => {
	const person = await newPerson();
	const [one, other] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: one });
	put(visitor, other, tokensOf(visitor).get(one.id) ?? '');
	visitor.dropCookies(new RegExp(`token-${one.id}`));
	const answer = await visitor.open(projectsOf(other));
	expect(answer.body).toContain(other.project);
	expect(answer.body).not.toContain(one.project);
	expect(claimsOf(tokensOf(visitor).get(other.id) ?? '').org_id).toBe(other.id);
});

test('a session cookie that was tampered with is worth nothing', async ({ visitor, app }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const { sid, secret } = sessionOf(visitor);
	const other = secret.startsWith('A') ? `B${secret.slice(1)}` : `A${secret.slice(1)}`;
	for (const value of [
		`${sid}.${other}`,
		`${sid}.${secret}x`,
		`${sid}.`,
		`session_01J00000000000000000000000.${secret}`,
		`../../${sid}.${secret}`,
		`${sid}${secret}`,
		'%00',
		'x'.repeat(3_000)
	]) {
		const forger = new Visitor(app.url);
		forger.setCookie('orgdeck-session', value);
		expectSignIn(await forger.open(projectsOf(company)), projectsOf(company));
	}
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
});

test('the tokens in a browser stay few and small', async ({ visitor }) => {
	const person = await newPerson();
	const companies = [];
	for (let count = 0; count < 5; count++) companies.push(await companyOf(person));
	await visitor.signIn(person, { organization: companies[0]! });
	for (const company of companies) {
		expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
		const tokens = [...tokensOf(visitor).values()];
		expect(tokens.length).toBeLessThanOrEqual(3);
		expect(tokens.join('').length).toBeLessThanOrEqual(6_000);
		expect(tokensOf(visitor).has(company.id)).toBe(true);
	}
	for (const company of companies) {
		expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
	}
});

test('a request with more cookies than a browser may send does no harm', async ({
	visitor,
	runtime
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const copy = visitor.copy();
	for (let index = 0; index < 8; index++) {
		copy.setCookie(`orgdeck-token-org_${index}`, 'x'.repeat(4_000));
	}
	// Where no Node reads the headers, those cookies are read and passed over.
	const status = runtime === 'node' ? 431 : 200;
	expect((await copy.open(projectsOf(company))).status).toBe(status);
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
});

test('a foreign organization looks in every way like one that does not exist', async ({
	visitor,
	workos,
	data
}) => {
	const { person, company } = await newAdmin();
	const { company: foreign } = await newAdmin();
	await visitor.signIn(person);
	await visitor.open(projectsOf(company));
	// The first unknown address within half a minute asks WorkOS for news.
	await visitor.open('/orgs/first-of-all');

	const seen = [];
	for (const slug of ['no-such-organization', foreign.slug]) {
		workos.clear();
		data.clear();
		const { status, body } = await visitor.open(`/orgs/${slug}/projects`);
		const calls = [...data.calls, ...workos.calls].map(({ method, path }) => `${method} ${path}`);
		const text = [body, ...calls].map((one) => one.replaceAll(slug, '…'));
		seen.push({ status, text: text.map(withoutChance) });
	}
	expect(seen[0]?.status).toBe(404);
	expect(seen[1]).toEqual(seen[0]);
	expect(seen[0]?.text[0]).not.toContain(foreign.name);
});

test('an unknown address asks WorkOS for news once in half a minute, and finds what is new', async ({
	visitor,
	workos
}) => {
	const { person } = await newAdmin();
	const { company: joined } = await newAdmin();
	await visitor.signIn(person);
	await join(person, joined, 'member', { only: 'workos' });
	workos.clear();
	expect((await visitor.open(projectsOf(joined))).body).toContain(joined.project);
	expect(workos.calls.length).toBeGreaterThan(0);

	workos.clear();
	for (const slug of ['unknown-1', 'unknown-2', 'unknown-3']) {
		expect((await visitor.open(`/orgs/${slug}`)).status).toBe(404);
	}
	expect(workos.calls).toEqual([]);
});

test('an address that can be no organization or project is a page that is not there', async ({
	visitor
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	for (const path of [
		'/orgs/UPPER',
		'/orgs/-',
		`/orgs/${'x'.repeat(200)}`,
		`/orgs/${company.slug}/projects/not-a-uuid`,
		`/orgs/${company.slug}/projects/00000000-0000-4000-8000-000000000000`,
		`/orgs/${company.slug}/nothing`
	]) {
		expect((await visitor.open(path)).status, path).toBe(404);
	}
	await letTokensExpire(visitor);
	expect((await visitor.open('/orgs/%E0%A4%A')).status).toBe(400);
});

/** Without what differs between any two pages: hashes and ids of elements. */
function withoutChance(text: string): string {
	return text.replaceAll(/__sveltekit_\w+/g, '').replaceAll(/nonce="[^"]*"/g, '');
}
