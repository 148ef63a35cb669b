import type { StartOrder } from "../../../lib/grading/figure.ts";

type Participant = { name: string; x: number };

type Row = { y: number; seconds: number };

/** One line of the diagram: Compose starts a container, or a container says how it is. */
export type Arrow = Row & {
  from: number;
  to: number;
  state: StartOrder["moments"][number]["state"];
  container: string;
  service: string;
  exitCode?: number;
  /** Which of the service's containers, where it has several. */
  number?: string;
};

export type Sequence = {
  width: number;
  height: number;
  participants: Participant[];
  arrows: Arrow[];
  compose: number;
};

export const columnWidth = 116;
const headHeight = 44;
const rowHeight = 34;
const margin = 92;
const end = 62;

/** Where everything stands: Compose first, then the services in the order in which they started. */
export function sequenceOf({ moments }: StartOrder): Sequence {
  const services = [...new Set(moments.map(({ service }) => service))];
  const compose = margin;
  const participants = services.map((name, index) => ({ name, x: margin + (index + 1) * columnWidth }));
  const containersOf = (service: string) =>
    new Set(moments.filter((moment) => moment.service === service).map(({ container }) => container)).size;
  const xOf = (service: string) => participants.find(({ name }) => name === service)?.x ?? compose;
  const arrows = moments.map((moment, index): Arrow => {
    const x = xOf(moment.service);
    const isStart = moment.state === "started";
    const number = containersOf(moment.service) > 1 ? /-(\d+)$/.exec(moment.container)?.[1] : undefined;
    return {
      ...moment,
      ...(number && { number }),
      y: headHeight + 22 + index * rowHeight,
      seconds: moment.at / 1000,
      from: isStart ? compose : x,
      to: isStart ? x : compose,
    };
  });
  return {
    width: margin + end + services.length * columnWidth,
    height: headHeight + 30 + moments.length * rowHeight,
    participants,
    arrows,
    compose,
  };
}
