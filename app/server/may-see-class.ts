/**
 * Whether who asks may see how all learners together stand in an exercise: numbers, never names.
 *
 * The one place that decides it. While the site has no accounts, whoever reaches it presents it, so everybody may;
 * with accounts, only instructors and assistants of a class are to.
 */
export async function maySeeClass(): Promise<boolean> {
  return true;
}
