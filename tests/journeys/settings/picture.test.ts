import { join, leave } from '../../fixtures.ts';
import { rowsOf } from '../../policies/database.ts';
import { pictureOf } from '../../pictures.ts';
import { impersonationOf, newTeam } from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';
import { mirrored, settingsOf, valueOf } from './settings.ts';

/*
 * The picture of an organization: small, of three kinds, and for those who belong to it.
 */

type Team = Awaited<ReturnType<typeof newTeam>>;

const png = pictureOf('png');

function upload(
	visitor: Visitor,
	{ organization }: Pick<Team, 'organization'>,
	bytes: Uint8Array<ArrayBuffer>,
	type = 'image/png',
	name = 'picture.png'
) {
	const body = new FormData();
	body.set('picture', new File([bytes], name, { type }));
	const headers = { accept: 'text/html' };
	return visitor.ask(`${settingsOf(organization)}?/addPicture`, { method: 'POST', body, headers });
}

async function pathOf({ organization }: Pick<Team, 'organization'>): Promise<string> {
	const { picture } = await mirrored(organization);
	return picture ?? '';
}

for (const [type, bytes] of [
	['image/png', png],
	['image/jpeg', pictureOf('jpeg')],
	['image/webp', pictureOf('webp')]
] as const) {
	test(`a picture of ${type} is kept as it is, and sent as what it is`, async ({ visitor }) => {
		const team = await newTeam();
		await visitor.signIn(team.admin, { organization: team.organization });
		// Whatever somebody calls it.
		const answer = await upload(visitor, team, bytes, 'text/html', 'page.html');
		expect(answer.status).toBe(200);
		const path = await pathOf(team);
		expect(answer.body).toContain(`src="${path}"`);

		const response = await fetch(new URL(path, visitor.url), {
			headers: { cookie: visitor.header() }
		});
		expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
		expect(Object.fromEntries(response.headers)).toMatchObject({
			'content-type': type,
			'x-content-type-options': 'nosniff',
			'content-security-policy': expect.stringMatching(/^default-src 'none'; sandbox;/),
			'cache-control': 'private, max-age=31536000, immutable'
		});
	});
}

test('everything else is refused beside the field, and nothing changes', async ({ visitor }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await upload(visitor, team, png);
	const before = await pathOf(team);
	const text = (words: string) => new TextEncoder().encode(words);
	const wanted = 'Use a PNG, JPEG or WebP file.';
	const small = 'Use a picture of 1,024 pixels a side at most';
	for (const [what, bytes, status, problem] of [
		['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 400, wanted],
		['GIF', text('GIF89a…'), 400, wanted],
		['HTML', text('<!doctype html><script>alert(1)</script>'), 400, wanted],
		['a sound', text('RIFF1234WAVE'), 400, wanted],
		['half of a beginning', png.slice(0, 5), 400, wanted],
		['half of a header', png.slice(0, 12), 400, small],
		['many pixels', pictureOf('png', { width: 30_000, height: 30_000 }), 400, small],
		['nothing', new Uint8Array(), 400, 'Choose a picture.'],
		['just too much', pictureOf('png', { size: 65_537 }), 413, 'Use a file of 64 kB at most'],
		['far too much', pictureOf('png', { size: 2_000_000 }), 413, 'a picture 64 kB']
	] as const) {
		const answer = await upload(visitor, team, bytes as Uint8Array<ArrayBuffer>);
		expect([answer.status, answer.body.includes(problem)], what).toEqual([status, true]);
	}
	const none = await visitor.post(`${settingsOf(team.organization)}?/addPicture`, { picture: 'x' });
	expect([none.status, none.body.includes('Choose a picture.')]).toEqual([400, true]);
	expect(await pathOf(team)).toBe(before);
	// The control: as much as there may be.
	expect((await upload(visitor, team, pictureOf('png', { size: 65_536 }))).status).toBe(200);
});

test('another picture has another address, and one that was removed has none', async ({
	visitor
}) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await upload(visitor, team, png);
	const first = await pathOf(team);
	await upload(visitor, team, png);
	const second = await pathOf(team);
	expect(second).not.toBe(first);
	const gone = await visitor.open(first);
	expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'private, no-store']);

	const page = await visitor.open(settingsOf(team.organization));
	const id = valueOf(page, 'id')!;
	expect(second).toBe(`/pictures/${id}`);
	const removed = await visitor.post(`${settingsOf(team.organization)}?/removePicture`, { id });
	expect([removed.status, removed.body.includes('<img')]).toEqual([200, false]);
	expect(await pathOf(team)).toBe('');
	expect(await rowsOf('organization_pictures', { org_id: team.organization.id })).toEqual([]);
	// The other admin was faster.
	const again = await visitor.post(`${settingsOf(team.organization)}?/removePicture`, { id });
	expect(again.status).toBe(404);
});

test('a token for whichever organization shows the pictures of all of somebody’s, and mints none', async ({
	visitor,
	workos,
	app
}) => {
	const [team, other] = [await newTeam(), await newTeam()];
	await join(team.member, other.organization);
	for (const { admin, organization } of [team, other]) {
		const adas = new Visitor(app.url);
		await adas.signIn(admin, { organization });
		await upload(adas, { organization }, pictureOf('webp'));
	}
	await visitor.signIn(team.member, { organization: team.organization });
	const { body } = await visitor.open(`/orgs/${team.organization.slug}`);
	const paths = await Promise.all([pathOf(team), pathOf(other)]);
	workos.clear();
	for (const path of paths) {
		expect(body).toContain(`src="${path}"`);
		expect((await visitor.open(path)).status).toBe(200);
	}
	expect(workos.calls).toEqual([]);

	// From the moment they are out of it, it is closed to them.
	await leave(team.member, other.organization);
	expect((await visitor.open(paths[1]!)).status).toBe(404);
});

test('nobody else sees it, and nobody learns that it is there', async ({ visitor, app }) => {
	const [team, elsewhere] = [await newTeam(), await newTeam()];
	await visitor.signIn(team.admin, { organization: team.organization });
	await upload(visitor, team, png);
	const path = await pathOf(team);
	const stranger = new Visitor(app.url);
	await stranger.signIn(elsewhere.admin, { organization: elsewhere.organization });
	const nowhere = `/pictures/${crypto.randomUUID()}`;
	const [theirs, nobodys] = [await stranger.open(path), await stranger.open(nowhere)];
	expect([theirs.status, nobodys.status]).toEqual([404, 404]);
	expect(theirs.body.replaceAll(path, '')).toBe(nobodys.body.replaceAll(nowhere, ''));
	expect((await new Visitor(app.url).open(path)).status).toBe(303);
	expect((await stranger.open('/pictures/nonsense')).status).toBe(404);
});

test('only admins give it one, in their own name', async ({ visitor, app }) => {
	const team = await newTeam();
	const { organization, admin, member } = team;
	await visitor.signIn(member, { organization });
	expect((await upload(visitor, team, png)).status).toBe(403);

	const support = new Visitor(app.url);
	const { location } = await support.open('/sign-in');
	await support.open(await impersonationOf(admin, organization, location));
	expect((await upload(support, team, png)).status).toBe(403);
	expect(await pathOf(team)).toBe('');
	expect((await support.open(settingsOf(organization))).body).not.toContain('type="file"');
});

test('news from WorkOS leave it where it is', async ({ visitor }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await upload(visitor, team, png);
	const before = await pathOf(team);
	await visitor.post(`${settingsOf(team.organization)}?/rename`, {
		...{ name: 'With a picture', was: team.organization.name }
	});
	expect(await mirrored(team.organization)).toMatchObject({
		...{ name: 'With a picture', picture: before }
	});
});
