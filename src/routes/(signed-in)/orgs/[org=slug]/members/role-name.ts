import type { Choice } from '$lib/table/table';

/** How a role is called: as WorkOS has it, or made from a slug like `project-lead`. */
export function roleName(slug: string, roles: readonly { slug: string; name: string }[]): string {
	const known = roles.find((role) => role.slug === slug);
	if (known) return known.name;
	const words = slug.replaceAll(/[-_]/g, ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The roles that a list can be filtered by: those of WorkOS, and those that somebody has. */
export function roleChoices(
	roles: readonly { slug: string; name: string }[],
	present: readonly string[]
): Choice[] {
	const slugs = new Set(['admin', 'member', ...roles.map(({ slug }) => slug), ...present]);
	return [...slugs].map((slug) => ({ value: slug, label: roleName(slug, roles) }));
}
