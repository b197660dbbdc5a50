export default async function globalTeardown() {
  await globalThis.pangeoForgeTestServers?.stop();
}
