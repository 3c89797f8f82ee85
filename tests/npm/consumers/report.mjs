// What every consumer does: all golden steps, byte for byte, and a call of what a host may lack: randomness, exact text, errors.
export function report({ dispatch, format, money, newIdempotencyKey }, steps) {
  const wrong = steps.filter((step) => dispatch(step.document) !== step.response).map(({ name }) => name);
  const refused = told(() => money(10.5, "RUB"));
  return { steps: steps.length, wrong, printed: format(money("10.50", "RUB")), key: newIdempotencyKey(), refused };
}

/** The error of a call as text. */
export function told(call) {
  try {
    return `no error: ${call()}`;
  } catch (error) {
    return String(error);
  }
}
