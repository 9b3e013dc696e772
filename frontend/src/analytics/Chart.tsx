import { Box, Skeleton, useComputedColorScheme } from "@mantine/core";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";
import { formatNumber } from "../shared/texts";

/** What was pressed in a chart: the series' name and the data's own fields. */
export interface Pressed {
  seriesName?: string;
  name: string;
  dataType?: string;
  data: unknown;
}

interface Props {
  option: EChartsCoreOption;
  label: string;
  height: number;
  onPress?: (pressed: Pressed) => void;
  onReady: (chart: EChartsType | null) => void;
}

/** A chart drawn as SVG. Its words are in the figure's table, for those who do not see it. */
export function Chart({ option, label, height, onPress, onReady }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const press = useRef(onPress);
  press.current = onPress;
  const latest = useRef(option);
  latest.current = option;
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let watcher: ResizeObserver | undefined;
    void import("./echarts").then(({ init }) => {
      if (gone) return;
      const made = init(element, null, { renderer: "svg" });
      made.on("click", (event) => press.current?.(event as unknown as Pressed));
      made.setOption(latest.current);
      watcher = new ResizeObserver(() => made.resize());
      watcher.observe(element);
      chart.current = made;
      onReady(made);
      setDrawn(true);
    });
    return () => {
      gone = true;
      watcher?.disconnect();
      chart.current?.dispose();
      chart.current = null;
      onReady(null);
    };
  }, [onReady]);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);
  return (
    <Box pos="relative" h={height}>
      {!drawn && <Skeleton pos="absolute" inset={0} />}
      <Box ref={place} h={height} role="img" aria-label={label} data-drawn={drawn} />
    </Box>
  );
}

/** The colours that charts are drawn in: told apart without red and green, readable in both lights. */
export function useColours() {
  const dark = useComputedColorScheme("light") === "dark";
  return {
    text: dark ? "#c9cdd1" : "#343a40",
    quiet: dark ? "#4a5057" : "#d5d9dd",
    surface: dark ? "#2e2e2e" : "#ffffff",
    series: dark
      ? ["#4fad91", "#ffca64", "#7aa7e0", "#d890c4", "#e08c5a", "#9ea4ab", "#b7d36b", "#c9a2f0"]
      : ["#0b6b57", "#ca8400", "#2f6db5", "#a3407f", "#b3541e", "#6a7178", "#5f7d17", "#7048b8"],
    scale: dark ? ["#24332f", "#4fad91", "#d3eae3"] : ["#e8f6f2", "#4fad91", "#00553f"],
    lights: dark
      ? {
          achieved: "#4fad91",
          "on-track": "#8fd1bd",
          "at-risk": "#ffca64",
          "off-track": "#e05c4a",
          "no-data": "#777d84",
        }
      : {
          achieved: "#0b6b57",
          "on-track": "#76bfaa",
          "at-risk": "#ffba38",
          "off-track": "#c4321f",
          "no-data": "#b9bec4",
        },
  };
}

export type Colours = ReturnType<typeof useColours>;

/** Named, because words are measured before they are drawn. */
const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/** What every chart shares: words in the reader's colour, no motion, tooltips without markup. */
export function base(colours: Colours): EChartsCoreOption {
  return {
    animation: false,
    color: colours.series,
    textStyle: { color: colours.text, fontFamily: FONT },
    tooltip: {
      renderMode: "richText",
      backgroundColor: colours.surface,
      borderColor: colours.quiet,
      textStyle: { color: colours.text },
      confine: true,
    },
  };
}

/** The legend below a chart. */
export function legend(colours: Colours): object {
  return { type: "scroll", bottom: 0, textStyle: { color: colours.text } };
}

/** The scale below a chart whose fields are the darker the more they count; ``most`` is the highest count. */
export function shades(colours: Colours, most: number, rest: object): object {
  return {
    min: 0,
    max: Math.max(1, most),
    text: [formatNumber(Math.max(1, most)), "0"],
    orient: "horizontal",
    bottom: 0,
    inRange: { color: colours.scale },
    textStyle: { color: colours.text },
    ...rest,
  };
}

/** The look of an axis; ``rest`` says what is on it. */
export function axis(colours: Colours, rest: object): object {
  return {
    axisLabel: { color: colours.text },
    axisLine: { lineStyle: { color: colours.quiet } },
    splitLine: { lineStyle: { color: colours.quiet } },
    nameTextStyle: { color: colours.text, align: "left" },
    ...rest,
  };
}

/** Bars by year with a legend below; ``unit`` names the height. */
export function yearly(colours: Colours, years: number[], unit: string, format: (value: number) => string) {
  return {
    ...base(colours),
    legend: legend(colours),
    grid: { left: 8, right: 8, top: 32, bottom: 40, containLabel: true },
    xAxis: axis(colours, { type: "category", data: years.map(String) }),
    yAxis: axis(colours, {
      type: "value",
      name: unit,
      axisLabel: { color: colours.text, formatter: format },
    }),
  };
}
