/**
 * The Postgres server of this test run: the one that TEST_DATABASE_URL names, else the one that Jest's main process starts the
 * first time a test asks for it (scripts/jest/global-setup.js).
 * @throws when the test does not run with the repository's Jest preset.
 */
export async function testServerUrl(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return given;
  const broker = process.env['PANGEO_FORGE_TEST_SERVERS'];
  if (!broker)
    throw new Error('No test server: give TEST_DATABASE_URL, or run Jest with the jest.preset.js of this repository');
  const answer = await fetch(`${broker}/postgres`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The Postgres for the tests did not start: ${text}`);
  return text;
}
