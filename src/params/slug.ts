/** An organization's address: the same pattern as the check on `organizations.slug`. */
export const match = (param: string) => /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/.test(param);
