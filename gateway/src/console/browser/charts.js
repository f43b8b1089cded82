// Draws every chart of the page from the table beside it; without a script the table says the same.
{
  /** As it is in the light or the dark; a canvas knows no names. */
  const colour = (name) => {
    const probe = document.body.appendChild(document.createElement("span"));
    probe.style.color = `var(${name})`;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const HEIGHT = 220;

  const numbersOf = (table, column) =>
    [...table.tBodies[0].rows].map((row) => Number(row.cells[column].dataset.value));

  const draw = (holder) => {
    const table = document.getElementById(holder.dataset.table);
    const times = [...table.tBodies[0].rows].map((row) => Date.parse(row.cells[0].dataset.value) / 1000);
    const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const strokes = [colour("--accent"), colour("--alert-line"), colour("--stop")];
    const dashes = [[], [6, 4], [2, 3]];
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 } };
    const chart = new uPlot(
      {
        width: holder.clientWidth,
        height: HEIGHT,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
        cursor: { show: false },
        legend: { show: true, live: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(1, most)] } },
        axes: [
          { ...axis, values: [[86_400, "{D} {MMM}"]] },
          {
            ...axis,
            size: 44,
            incrs: [1, 2, 5]
              .flatMap((step) => [1, 10, 100, 1e3, 1e4, 1e5, 1e6].map((of) => step * of))
              .sort((a, b) => a - b),
          },
        ],
        series: [
          {},
          ...names.map((label, index) => ({
            label,
            stroke: strokes[index],
            dash: dashes[index],
            width: 2,
            points: { show: times.length < 15 },
          })),
        ],
      },
      [times, ...names.map((_, index) => numbersOf(table, index + 1))],
      holder,
    );
    new ResizeObserver(() => chart.setSize({ width: holder.clientWidth, height: HEIGHT })).observe(holder);
  };

  const drawAll = () => {
    for (const holder of document.querySelectorAll("[data-table]")) if (!holder.firstChild) draw(holder);
  };
  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const holder of document.querySelectorAll("[data-table]")) holder.replaceChildren();
    drawAll();
  });
  document.addEventListener("htmx:after:swap", drawAll);
}
