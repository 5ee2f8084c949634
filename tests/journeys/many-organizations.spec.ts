import { join, newOrganization, newPerson, unique } from '../fixtures.ts';
import { expect, hasScript, open, ready, test, unfold } from './test.ts';

/** Somebody in two hundred organizations, an admin of fifty of them. */
async function joiner() {
	const person = await newPerson();
	const tag = unique();
	const numbers = Array.from({ length: 200 }, (_, number) => number);
	const organizations = [];
	// Ten at a time, as WorkOS would have it.
	for (let from = 0; from < numbers.length; from += 10) {
		const some = numbers.slice(from, from + 10).map(async (number) => {
			const organization = await newOrganization({ name: `Shop ${tag} ${number}` });
			await join(person, organization, number < 50 ? 'admin' : 'member');
			return organization;
		});
		organizations.push(...(await Promise.all(some)));
	}
	return { person, organizations };
}

test('somebody in two hundred organizations finds the one they want @nojs @long', async ({
	pageOf
}) => {
	const { person, organizations } = await joiner();
	const [first, , third] = organizations;
	const wanted = organizations[137]!;
	const page = await pageOf(person, first);

	await test.step('in the switcher, by its name', async () => {
		await open(page, `/orgs/${first!.slug}/tasks`);
		await unfold(page, 'switch organization');
		const list = page.getByRole('list', { name: 'Organizations' });
		await expect(list.getByRole('link')).toHaveCount(200);
		const search = page.getByRole('searchbox', { name: 'Find an organization' });
		await search.fill(wanted.name.slice(4).toUpperCase());
		if (!hasScript()) {
			await page.getByRole('button', { name: 'Find' }).click();
			await page.getByRole('link', { name: wanted.name }).click();
			await expect(page).toHaveURL(`/orgs/${wanted.slug}`);
			return;
		}
		await expect(list.getByRole('link')).toHaveCount(1);
		await expect(list.getByRole('link')).toHaveAccessibleName(wanted.name);
		await search.press('Enter');
		await expect(page).toHaveURL(`/orgs/${wanted.slug}/tasks`);
		await expect(page.getByRole('heading', { name: 'Tasks', level: 1 })).toBeVisible();
	});

	await test.step('on the page of all of them', async () => {
		await open(page, '/orgs');
		const links = page.getByRole('region', { name: 'Organizations' }).getByRole('link');
		await expect(links).toHaveCount(200);
		await page.getByRole('searchbox', { name: 'Search organizations' }).fill(third!.name);
		if (!hasScript()) await page.getByRole('button', { name: 'Search' }).click();
		// Its name is the beginning of others.
		await expect(links.first()).toContainText(third!.name);
		await expect(links).toHaveCount(
			organizations.filter(({ name }) => name.startsWith(third!.name)).length
		);
		await links.first().click();
		await expect(page).toHaveURL(`/orgs/${third!.slug}`);

		await open(page, '/orgs?q=nothing-is-called-this');
		await expect(page.getByText('None of your organizations is called that.')).toBeVisible();
		await expect(page.getByText('You are not in an organization yet')).toHaveCount(0);
	});

	await test.step('with the rights of each', async () => {
		await open(page, `/orgs/${third!.slug}/projects`);
		await expect(page.getByRole('link', { name: 'New project' })).toBeVisible();
		await open(page, `/orgs/${wanted.slug}/projects`);
		await expect(page.getByText('No project is open to you')).toBeVisible();
		await expect(page.getByRole('link', { name: 'New project' })).toHaveCount(0);
	});
});

test('the switcher is used with the keyboard alone @long', async ({ pageOf }) => {
	const person = await newPerson();
	const tag = unique();
	const names = 'ABCDEFGHIJ'.split('').map((letter) => `${letter} ${tag}`);
	const organizations = await Promise.all(names.map((name) => newOrganization({ name })));
	for (const organization of organizations) await join(person, organization);
	const page = await pageOf(person, organizations[0]);
	await page.goto(`/orgs/${organizations[0]!.slug}`);
	await ready(page);

	const button = page.locator('summary').filter({ hasText: 'switch organization' });
	const search = page.getByRole('searchbox', { name: 'Find an organization' });
	await button.press('Enter');
	await expect(search).toBeFocused();
	await search.pressSequentially('j ');
	const only = page.getByRole('list', { name: 'Organizations' }).getByRole('link');
	await expect(only).toHaveCount(1);
	await expect(only).toHaveAccessibleName(names[9]!);
	await search.press('ArrowDown');
	await expect(only).toBeFocused();
	await only.press('ArrowUp');
	await expect(search).toBeFocused();
	await search.fill('zzz');
	await expect(page.getByText('None of your organizations is called that.')).toBeVisible();
	await search.press('Escape');
	await expect(button).toBeFocused();
	await expect(search).toBeHidden();
	await button.press('Enter');
	await expect(only, 'what was typed is gone').toHaveCount(10);
	await expect(search).toBeFocused();
	await search.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(`/orgs/${organizations[1]!.slug}`);
});
