// The parts of ECharts that our charts use, in a file that is loaded when the first chart is shown. The canvas renderer
// sets every style through the object model, so the content policy needs no exception; nothing moves by itself.
import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, LabelLayout, CanvasRenderer]);

export type Chart = EChartsType;
export const open = (element: HTMLElement): Chart => init(element, null, { renderer: "canvas" });
