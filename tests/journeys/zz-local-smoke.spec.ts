import { expect, test } from '@playwright/test';
import { startApp } from '../app.ts';
test('front page @nojs', async ({ page }) => {
	const app = await startApp();
	await page.goto(app.url);
	await expect(page.locator('h1')).toBeVisible();
	await app.stop();
});
