// The clock of the ledgers. With a pace above 1 it runs faster than the wall's, so that a demonstration waits seconds, not minutes.
export function clockOf(pace = 1, start = Date.now()) {
  return {
    now: () => Math.round(start + (Date.now() - start) * pace),
    /** When the wall's clock will say so. */
    wall: (time) => start + (time - start) / pace,
  };
}
