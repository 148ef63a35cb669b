import { openProduct, until } from "../../product/product.ts";
import { Visitor } from "../../product/visitor.ts";

/**
 * Starts the product as a newcomer would, for all browser tests, unless COMPOSELAB_TEST_URL names one that
 * runs already. The address reaches the tests through the environment of their processes.
 */
export default async function serve(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.COMPOSELAB_TEST_URL) return undefined;
  const product = await openProduct();
  process.env.COMPOSELAB_TEST_URL = product.origin;
  const visitor = new Visitor(product.origin);
  await until(() => visitor.canGrade(), 300_000, "the lab did not become ready");
  return () => product.stop();
}
