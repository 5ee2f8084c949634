/** WorkOS' id of a person. */
export const match = (param: string) => /^user_\w{1,60}$/.test(param);
