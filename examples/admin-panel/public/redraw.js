// One drawing a frame, however much changed.
let draw = () => {};
let due = false;

export const whenChanged = (work) => (draw = work);

export function redraw(change) {
  change?.();
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    draw();
  });
}
