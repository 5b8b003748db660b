import { minuteTicks, ticksUpTo } from './ticks.ts';

export interface Series {
  readonly label: string;
  /** One for each moment of the plot; undefined leaves a gap. */
  readonly values: readonly (number | undefined)[];
}

export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

export interface Mark {
  readonly seconds: number;
  readonly label: string;
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Told apart also by those who see few colours (Okabe and Ito, 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
export const markColours = ['#d5d5d5', '#c03030'];

/** The colour of a panel's n-th series. */
export function colourOf(index: number): string {
  return colours[index % colours.length] ?? '#000';
}

/** One panel as SVG elements: its axes, marks, lines and their names. `seconds` are the moments of the values. */
export function panelOf(
  panel: Panel,
  options: {
    readonly seconds: readonly number[];
    readonly endSeconds: number;
    readonly marks: readonly (readonly Mark[])[];
    readonly frame: Frame;
  },
): string {
  const { seconds, endSeconds, marks, frame } = options;
  const ticks = ticksUpTo(Math.max(0, ...panel.series.flatMap(({ values }) => values.filter((v) => v !== undefined))));
  const top = ticks.at(-1) ?? 1;
  const x = (second: number): number => round(frame.left + (second / endSeconds) * frame.width);
  const y = (value: number): number => round(frame.top + frame.height - (value / top) * frame.height);
  const bottom = frame.top + frame.height;
  const right = frame.left + frame.width;
  return [
    `<text x="${frame.left}" y="${frame.top - 10}" class="title">${escaped(panel.title)}</text>`,
    ...marks.flatMap((kind, index) =>
      kind.map((mark) => {
        const line = `M${x(mark.seconds)} ${frame.top}V${bottom}`;
        return `<path d="${line}" stroke="${markColours[index]}"><title>${escaped(mark.label)}</title></path>`;
      }),
    ),
    ...ticks.map((tick) => `<path d="M${frame.left} ${y(tick)}H${right}" class="grid"/>`),
    ...ticks.map((tick) => `<text x="${frame.left - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`),
    ...minuteTicks(endSeconds / 60).map(
      (minute) => `<text x="${x(minute * 60)}" y="${bottom + 16}" text-anchor="middle">${minute}</text>`,
    ),
    ...panel.series.map(({ values }, index) => {
      const points = values.map((value, place) =>
        value === undefined ? undefined : [x(seconds[place] ?? 0), y(value)],
      );
      return `<path d="${lineOf(points)}" class="line" stroke="${colourOf(index)}"/>`;
    }),
    ...panel.series.map(({ label }, index) => {
      const at = { x: right + 12, y: frame.top + 10 + index * 18 };
      const dash = `<path d="M${at.x} ${at.y - 4}h16" class="line" stroke="${colourOf(index)}"/>`;
      return `${dash}<text x="${at.x + 22}" y="${at.y}">${escaped(label)}</text>`;
    }),
  ].join('\n');
}

/** A path through the points that begins anew behind each gap. */
export function lineOf(points: readonly (readonly number[] | undefined)[]): string {
  return points
    .map((point, index) =>
      point === undefined ? '' : `${points[index - 1] === undefined ? 'M' : 'L'}${point.join(' ')}`,
    )
    .join('');
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
