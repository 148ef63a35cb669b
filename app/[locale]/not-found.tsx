import { MissingPage } from "../shell/missing-page.tsx";

export default function NotFound() {
  return <MissingPage />;
}
