import { expect, it } from "vitest";
import { addressProblem, checkLinks, findLinks } from "../../../lib/content/outward-links.ts";
import { contentFolder, koreanLesson, lessonWith } from "./content-folder.ts";

it.each([
  ["https://docs.docker.com/compose/#x", undefined],
  ["https://localhost/x", "host"],
  ["https://docs docker.com", "form"],
  ["https://me:secret@docs.docker.com", "secret"],
  ["#anchor", undefined],
])("of %s it must be told whether it can be right", (target, problem) => {
  expect(addressProblem(target)).toBe(problem);
});

it("every page that is linked to must be asked for once, and each place told where it is not there", async () => {
  const body = "[a](https://a.example.org/x) [b](https://b.example.org)\n\n[a](https://a.example.org/x)";
  const links = await findLinks(await contentFolder({ [koreanLesson]: lessonWith(body) }));
  const asked: string[] = [];
  const answering = async (target: Parameters<typeof fetch>[0]) => {
    asked.push(String(target));
    return new Response(null, { status: String(target).includes("a.example") ? 404 : 403 });
  };
  const { signal } = new AbortController();
  const problems = await checkLinks(links, { fetch: answering, signal });
  expect(asked.sort()).toEqual(["https://a.example.org/x", "https://b.example.org"]);
  expect(problems.map(({ line, message }) => [line, message.code, message.params.answer])).toEqual([
    [7, "content.link-dead", "404"],
    [9, "content.link-dead", "404"],
  ]);
});
