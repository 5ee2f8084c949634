/** How a role that WorkOS calls `project-lead` is called on a page. */
export function roleName(slug: string): string {
	const words = slug.replaceAll(/[-_]/g, ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
