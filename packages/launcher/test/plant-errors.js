// Loaded before a process (`node --import`): at SIGUSR2 it fails as a library does that leaves a rejected promise behind, and as one that throws later.
process.on('SIGUSR2', () => {
  void Promise.reject(new Error('a planted rejection that nobody awaits'));
  setImmediate(() => {
    throw new Error('a planted exception that nobody catches');
  });
});
