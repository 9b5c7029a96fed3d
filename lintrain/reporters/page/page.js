(() => {
  "use strict";
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const onDark = {
    "#0063a5": "#62b2f5", "#c1440e": "#ff9466", "#00785a": "#45cfa6", "#a4397f": "#ee97d0",
    "#8a6100": "#e6b84c", "#4b4fa8": "#a5a8ff", "#c62828": "#ff8a80", "#6b7280": "#9aa4b2",
    "#2e7d32": "#7fd487", "#24292f": "#d7dce3", "#e3e6ea": "#2b323c", "#c9ced6": "#3c4552",
  };
  const themed = (given) => {
    if (typeof given === "string") return (dark.matches && onDark[given]) || given;
    if (Array.isArray(given)) return given.map(themed);
    if (given === null || typeof given !== "object") return given;
    return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, themed(value)]));
  };
  const config = { displayModeBar: false, responsive: true, showTips: false };
  const draw = () => {
    for (const [id, figure] of Object.entries(figures)) {
      const { data, layout } = themed(figure);
      Plotly.react(id, data, layout, config);
    }
  };
  draw();
  dark.addEventListener("change", draw);
})();
