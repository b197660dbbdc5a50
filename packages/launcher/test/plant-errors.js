// Loaded before a process (`node --import`). At SIGUSR2 it fails as a library does that never awaits a rejected promise,
// and as one that throws in a callback.
process.on('SIGUSR2', () => {
  void Promise.reject(new Error('a planted rejection that nobody awaits'));
  setImmediate(() => {
    throw new Error('a planted exception that nobody catches');
  });
});
