/** How a role is called: as WorkOS has it, or made from a slug like `project-lead`. */
export function roleName(slug: string, roles: readonly { slug: string; name: string }[]): string {
	const known = roles.find((role) => role.slug === slug);
	if (known) return known.name;
	const words = slug.replaceAll(/[-_]/g, ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
