/** Answers 404 before Postgres answers "invalid input syntax for type uuid". */
export const match = (param: string) =>
	/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(param);
