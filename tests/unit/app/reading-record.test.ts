import { expect, test } from "vitest";
import { formatReading, parseReading } from "../../../app/reading/reading-record.ts";

const one = "week-2/day-1/session-6/architecture";
const two = "week-2/day-1/session-6/start-order";

test("a reading record must survive the cookie", () => {
  const record = { place: one, finished: [two, one] };
  expect(parseReading(formatReading(record))).toEqual(record);
});

test("what is not a lesson's path must be dropped", () => {
  expect(parseReading(`../../etc~${one}~<script>~//evil~${one}`)).toEqual({ finished: [one] });
  expect(parseReading(undefined)).toEqual({ finished: [] });
});

test("the heading that was read last must be kept, and dropped when it is none", () => {
  const record = { place: one, section: "health-check", finished: [] };
  expect(parseReading(formatReading(record))).toEqual(record);
  expect(parseReading(`${one}#<script>~${two}`)).toEqual({ place: one, finished: [two] });
});
