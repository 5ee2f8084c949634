import type { Page } from '@playwright/test';
import { expect } from './test.ts';

/** What the page says of one way to sign in. */
export const methodOn = (page: Page, name: string) => page.getByRole('region', { name });

/** From the page of the ways to sign in to WorkOS' portal, sets one up there, and comes back. */
export async function setUp(page: Page, name: string): Promise<void> {
	await methodOn(page, name).getByRole('button', { name: 'Set up' }).click();
	await expect(page.getByRole('heading', { name })).toBeVisible();
	await page.getByRole('button', { name: 'Pretend that it is set up' }).click();
	await expect(methodOn(page, name)).toContainText('Active');
}
