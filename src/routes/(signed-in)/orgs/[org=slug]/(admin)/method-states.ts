import type { Tone } from '$lib/components/Badge.svelte';
import type { MethodState } from '$lib/server/sign-in-methods';

/** How pages call how far a way to sign in, or a domain, got. */
export const methodStates: Record<MethodState, { label: string; tone: Tone }> = {
	active: { label: 'Active', tone: 'good' },
	waiting: { label: 'Not finished', tone: 'warn' },
	inactive: { label: 'Not active', tone: 'plain' }
};
