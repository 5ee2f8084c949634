/** What the audit log can be exported as. */
export const match = (param: string): param is 'csv' | 'jsonl' =>
	param === 'csv' || param === 'jsonl';
