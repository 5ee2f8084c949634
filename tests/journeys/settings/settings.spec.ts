import type { Page } from '@playwright/test';
import { unique } from '../../fixtures.ts';
import { newCompany, newSpeaker } from '../../policies/company.ts';
import { expect, goTo, hasScript, open, test } from '../test.ts';
import { png } from './png.ts';
import { deletionOf } from './settings.ts';

const switcherOf = (page: Page) =>
	page.locator('summary').filter({ hasText: 'switch organization' });

/** The picture beside the organization's name, once it is there. */
async function sizeOfPicture(page: Page): Promise<number> {
	const image = switcherOf(page).locator('img');
	await expect(image).toHaveJSProperty('complete', true);
	return image.evaluate((element: HTMLImageElement) => element.naturalWidth);
}

test('what one admin says of the organization another one sees, up to its end @nojs @everywhere', async ({
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	const second = await newSpeaker(organization, 'admin');
	const [adas, gracies] = [await pageOf(admin, organization), await pageOf(second, organization)];
	const here = `/orgs/${organization.slug}`;
	await open(gracies, here);
	await open(adas, here);
	await goTo(adas, 'Settings');

	const name = `Renamed ${unique()}`;
	await adas.getByRole('textbox', { name: 'Name' }).fill(name);
	await adas.getByRole('button', { name: 'Save name' }).click();
	await expect(adas.getByText(`It is called ${name} now.`)).toBeVisible();
	await goTo(gracies, 'Projects');
	await expect(switcherOf(gracies)).toContainText(name);
	await expect(gracies).toHaveTitle(`Projects · ${name} · Orgdeck`);

	// With a script the browser makes it fit: what it sends is a square of 256 pixels.
	const [width, height] = hasScript() ? [900, 600] : [64, 64];
	const buffer = png(width, height);
	await adas
		.getByLabel('New picture')
		.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer });
	await adas.getByRole('button', { name: 'Save picture' }).click();
	await expect(adas.getByText('The picture is there.')).toBeVisible();
	await goTo(gracies, 'Tasks');
	expect(await sizeOfPicture(gracies)).toBe(hasScript() ? 256 : 64);

	await adas.getByRole('combobox', { name: 'Time zone' }).fill('Pacific/Kiritimati');
	await adas.getByRole('button', { name: 'Save time zone' }).click();
	await expect(adas.getByText('In Pacific/Kiritimati it is')).toContainText('GMT+14');

	await adas.getByRole('button', { name: 'Remove picture' }).click();
	await expect(adas.getByText('The picture is gone.')).toBeVisible();
	await expect(switcherOf(adas).locator('img')).toHaveCount(0);

	await adas.getByRole('link', { name: `Delete ${name} …` }).click();
	await expect(adas).toHaveURL(deletionOf(organization));
	await adas.getByLabel(`Type ${name} to confirm it`).fill('Something else');
	await adas.getByRole('button', { name: 'Delete this organization' }).click();
	await expect(adas.getByLabel(`Type ${name} to confirm it`)).toHaveAccessibleDescription(
		`Type ${name} to confirm it.`
	);
	await adas.getByLabel(`Type ${name} to confirm it`).fill(name);
	await adas.getByRole('button', { name: 'Delete this organization' }).click();
	await expect(adas).toHaveURL('/orgs?deleted');
	await expect(adas.getByText('The organization is deleted.')).toBeVisible();

	await gracies.getByRole('navigation', { name: 'Sections' }).getByText('Members').click();
	await expect(
		gracies.getByRole('heading', { name: `${name} was deleted`, level: 1 })
	).toBeVisible();
	await expect(gracies.getByText(second.email)).toHaveCount(0);
});
