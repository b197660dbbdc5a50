/** For the database of a process that answers requests: well before routers in front give up, which is 30 s on Heroku. */
export const READ_LIMIT_MS = 10_000;
