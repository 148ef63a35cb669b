/** Loads a part of the page. Tried again: a browser drops its connections when the engine beside it makes a network. */
export function loadAgain<Module>(get: () => Promise<Module>, attemptsLeft = 3): Promise<Module> {
  return get().catch((error: unknown) => {
    if (attemptsLeft === 0) throw error;
    return loadAgain(get, attemptsLeft - 1);
  });
}
