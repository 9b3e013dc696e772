import { courseOf } from "./course";

const WIDTH = 110;
const HEIGHT = 22;
const EDGE = 4;

/** An indicator's course at a glance: planned dashed, measured solid. Its figures stand beside it in words. */
export function Sparkline({ indicator }: { indicator: Parameters<typeof courseOf>[0] }) {
  const course = courseOf(indicator, WIDTH, HEIGHT);
  if (!course) return null;
  const line = (points: { x: number; y: number }[]) => points.map(({ x, y }) => `${x},${y}`).join(" ");
  return (
    <svg
      className="sparkline"
      width={WIDTH + 2 * EDGE}
      height={HEIGHT + 2 * EDGE}
      viewBox={`${-EDGE} ${-EDGE} ${WIDTH + 2 * EDGE} ${HEIGHT + 2 * EDGE}`}
      aria-hidden
    >
      <polyline className="sparkline-planned" points={line(course.planned)} />
      <polyline points={line(course.measured)} />
      {course.measured.map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r={2.5} />
      ))}
    </svg>
  );
}
