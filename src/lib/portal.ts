/** What WorkOS' Admin Portal sets up for an organization, in its words. */
export const portalIntents = ['sso', 'dsync', 'domain_verification'] as const;
export type PortalIntent = (typeof portalIntents)[number];
