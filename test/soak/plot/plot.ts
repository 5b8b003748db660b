import { escaped, type Mark, markColours, type Panel, panelOf } from './panel.ts';

export interface Plot {
  readonly title: string;
  /** What was measured, and on what. */
  readonly subtitle: string;
  /** Seconds from the start at which there are values, ascending. */
  readonly seconds: readonly number[];
  readonly panels: readonly Panel[];
  /** What was done at certain moments: drawn into every panel, the first kind in grey, the second in red. */
  readonly marks: readonly { readonly label: string; readonly at: readonly Mark[] }[];
}

const width = 1000;
const plotWidth = 740;
const left = 64;
const head = 92;
const panelHeight = 130;
const panelGap = 62;

const style = `text{font:13px system-ui,'Segoe UI','DejaVu Sans',sans-serif;fill:#333}.title{font-weight:600}.head{font-size:18px;font-weight:600}
.grid{stroke:#e6e6e6;stroke-width:1}.line{fill:none;stroke-width:1.6;stroke-linejoin:round}`;

/** Panels below each other over the same time, as an SVG document that needs nothing else. */
export function svgOf(plot: Plot): string {
  const height = head + plot.panels.length * (panelHeight + panelGap);
  const endSeconds = Math.max(60, ...plot.seconds, ...plot.marks.flatMap(({ at }) => at.map(({ seconds }) => seconds)));
  const panels = plot.panels.map((panel, index) =>
    panelOf(panel, {
      seconds: plot.seconds,
      endSeconds,
      marks: plot.marks.map(({ at }) => at),
      frame: { left, top: head + 14 + index * (panelHeight + panelGap), width: plotWidth, height: panelHeight },
    }),
  );
  const legend = plot.marks.map(({ label }, index) => {
    const x = left + index * 260;
    const line = `<path d="M${x} 62v14" stroke="${markColours[index]}" stroke-width="2"/>`;
    return `${line}<text x="${x + 8}" y="74">${escaped(label)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(plot.title)}</title><style>${style}</style>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${left}" y="28" class="head">${escaped(plot.title)}</text>`,
    `<text x="${left}" y="50">${escaped(plot.subtitle)}</text>`,
    ...legend,
    ...panels,
    `<text x="${left + plotWidth}" y="${height - 12}" text-anchor="end">minutes</text>`,
    '</svg>\n',
  ].join('\n');
}
