import type { Tone } from '$lib/components/Badge.svelte';

/** What a membership that is not active is called. */
export const memberStates: Record<string, { label: string; tone: Tone }> = {
	inactive: { label: 'Paused', tone: 'warn' },
	pending: { label: 'Invited', tone: 'accent' },
	removed: { label: 'Removed', tone: 'bad' }
};
