/** Whether there is time for each thing to be tried often: `npm run test:soak`. */
export const isLong = process.env.ORGDECK_LONG !== undefined;
